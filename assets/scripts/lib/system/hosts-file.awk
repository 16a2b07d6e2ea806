# Job: /etc/hosts without our own block, and without lines that give a host of the lab another address; all other lines stay as they are.
# Inputs: own, the host's name; begin and end, the block's first and last line; the lab's hosts, then /etc/hosts.

function outside(text, line, comment, at, count, word, kept, names, gone, i) {
  line = text; comment = ""; kept = ""; names = 0; gone = 0
  if ((at = index(line, "#")) > 0) { comment = " " substr(line, at); line = substr(line, 1, at - 1) }
  count = split(line, word, /[[:space:]]+/)
  for (i = 1; i <= count; i++) {
    if (word[i] == "") continue
    if (kept == "") kept = word[i]
    else if (word[i] in lab || (kept ~ /^127\./ && index(word[i], own ".") == 1)) gone++
    else { kept = kept " " word[i]; names++ }
  }
  print !gone ? text : names ? kept comment : "# taken out by nuclab: " text
}
FNR == NR { lab[$2] = 1; next }
$0 == begin { inside = 1; next }
$0 == end { inside = count = 0; next }
inside { block[++count] = $0; next }
{ outside($0) }
# The end of the block is gone: what followed it belongs to somebody else.
END { for (i = 1; i <= count; i++) outside(block[i]) }
