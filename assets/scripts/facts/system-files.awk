# A fact for each line of interest in /etc/os-release and files of /proc.
FILENAME ~ /os-release$/ && /^(ID|VERSION_ID|PRETTY_NAME)=/ {
  value = $0; sub(/^[^=]*=/, "", value); gsub(/["\047]/, "", value)
  key = tolower(substr($0, 1, index($0, "=") - 1)); gsub(/_/, "-", key)
  print "os-" key, value
}
FILENAME ~ /meminfo$/ && $1 == "MemTotal:" { print "memory", $2 }
FILENAME ~ /meminfo$/ && $1 == "MemAvailable:" { print "memory-available", $2 }
FILENAME ~ /uptime$/ { print "uptime", int($1) }
FILENAME ~ /loadavg$/ { print "load", $1 }
FILENAME ~ /status$/ && $1 == "CapBnd:" { print "capabilities", $2 }
