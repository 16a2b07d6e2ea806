# Job: nodes that are Ready and do not run flannel. A node that is not Ready is named already. Continues view.awk.

END {
  for (p = 1; p <= pods; p++) {
    if (space[p] != "kube-flannel" || found[on[p]] == "Ready") continue
    found[on[p]] = pod_state[p] (young(pod_since[p]) ? " young" : "")
  }
  for (i = 1; i <= nodes; i++) {
    n = node[i]
    if (state[n] != "True" || found[n] ~ /(^Ready| young)$/) continue
    say(found[n] == "" ? n " does not run flannel, applied running" : n " has flannel " found[n] ", applied running")
  }
  if (out == "" && ready == nodes && latest == "none" && (generation == "" || generation != observed || updated < desired))
    say("flannel is updated on " updated + 0 " of " desired + 0 " nodes")
  tell()
}
