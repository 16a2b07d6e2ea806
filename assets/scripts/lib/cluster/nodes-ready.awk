# Job: registered nodes that are not Ready. Continues view.awk.

END {
  for (i = 1; i <= nodes; i++) {
    n = node[i]
    if (!(n in registered) || state[n] == "True" || young(since[n])) continue
    # kubelet's message tells for how long something has been so; a look a minute later has to say the same.
    gsub(/[0-9]+(h[0-9]+m[0-9.]+s|m[0-9.]+s|[.0-9]*(ms|s))/, "some time", message[n])
    say(n " is not Ready: " (message[n] == "" ? "it has not said why" : message[n]))
  }
  tell()
}
