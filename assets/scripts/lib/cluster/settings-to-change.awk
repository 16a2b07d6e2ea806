# Job: what has to be done to nodes, each line with a number to sort by: settings a node lacks in the order wanted, those it has to lose, cordons.
# Inputs: role, the control planes' label; untainted, the nodes between blanks that must not have its taint; on standard input the lines `node …`
# of view.gotemplate and those of live-settings.awk, then the wanted settings.

function key(node, kind, setting) {
  if (kind == "label") sub(/=.*/, "", setting)
  else sub(/=[^:]*/, "", setting)
  return node " " kind " " setting
}

FILENAME == "-" && $1 == "node" { registered[$2] = 1; next }
FILENAME == "-" && $2 == "cordoned" { print "2", $1, "cordoned"; next }
FILENAME == "-" && $2 == "ours" { ours[$1 " " $3 " " $4] = 1; next }
FILENAME == "-" { live[$0] = 1; by_key[key($1, $2, $3)] = $2 " " $3 }
FILENAME == "-" && $2 == "taint" && $3 == role ":NoSchedule" && index(untainted, " " $1 " ") { gone[$0] = 1 }
FILENAME == "-" { next }
{ wanted[key($1, $2, $3)] = 1 }
$1 in registered && !($0 in live) { print "0" sprintf("%06d", NR), $1, "lacks", $2, $3, by_key[key($1, $2, $3)] }
END {
  for (line in ours) if (!(line in wanted)) gone[line] = 1
  for (line in gone) { split(line, word, " "); print "1", word[1], "has", word[2], word[3] }
}
