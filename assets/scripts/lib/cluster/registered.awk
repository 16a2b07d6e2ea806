# Job: nodes of the inventory that are not registered. Continues view.awk.

END {
  for (i = 1; i <= nodes; i++) if (!(node[i] in registered)) say(node[i] " is not registered, applied registered")
  tell()
}
