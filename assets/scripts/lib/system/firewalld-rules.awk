# Job: ports and rich rules, one a line. Inputs: what firewall-cmd --list-all prints.

/^  ports: / { sub(/^  ports: /, ""); gsub(/ /, "\n"); print }
/^  [a-z -]+:/ { rich = /^  rich rules:/; next }
rich { sub(/^[[:space:]]+/, ""); print }
