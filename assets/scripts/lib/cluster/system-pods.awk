# Job: pods of kube-system on nodes that are Ready, which are not Ready themselves. Continues view.awk.

END {
  for (p = 1; p <= pods; p++) {
    if (space[p] != "kube-system" || pod_state[p] == "Ready" || young(pod_since[p])) continue
    # A pod without a node counts once all nodes could take it.
    if (on[p] == "-" ? ready == nodes : state[on[p]] == "True") say(pod[p] " on " (on[p] == "-" ? "no node" : on[p]) ": " pod_state[p])
  }
  tell()
}
