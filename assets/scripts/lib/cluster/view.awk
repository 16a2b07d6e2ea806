# Job: the cluster's view for the programs that continue this one, in their END: node[1…nodes], the inventory's; registered, state, message and
# since of each that is registered; ready, how many are; pods: on, space, pod, pod_since, pod_state by number; generation, observed, desired and
# updated of flannel. They call say(TEXT) for each finding and tell() at last, which prints them with `; ` in between.
# Inputs: inventory, the nodes' names; latest, from when on something is young, or none; the lines of view.gotemplate.

# young(TIME): since less than half a minute, in a check.
function young(time) { return latest != "none" && time > latest }
function say(text) { out = out (out == "" ? "" : "; ") text }
function tell() { if (out != "") print out }
function rest(from, i, text) {
  for (i = from; i <= NF; i++) text = text (i == from ? "" : " ") $i
  return text
}

$1 == "node" { registered[$2] = 1; since[$2] = $3; state[$2] = $4; message[$2] = rest(5) }
$1 == "pod" { pods++; on[pods] = $2; space[pods] = $3; pod[pods] = $4; pod_since[pods] = $5; pod_state[pods] = rest(6) }
$1 == "flannel" { generation = $2; observed = $3; desired = $4; updated = $5 }
END {
  nodes = split(inventory, node, " ")
  for (i = 1; i <= nodes; i++) if (state[node[i]] == "True") ready++
}
