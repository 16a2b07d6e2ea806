# Job: lines `node label key=value`, `node taint key=value:Effect`, `node ours label key` and `node cordoned yes` of the nodes of the inventory.
# Inputs: nodes, their names between blanks; the lines of view.gotemplate.

$1 != "set" || index(nodes, " " $2 " ") == 0 { next }
# The annotation holds `label a,taint b:NoSchedule`.
$3 == "ours" {
  n = $2
  sub(/^set [^ ]+ ours /, "")
  count = split($0, keys, ",")
  for (i = 1; i <= count; i++) print n, "ours", keys[i]
  next
}
{ sub(/^set /, ""); print }
