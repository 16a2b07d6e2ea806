# `listener PROTOCOL PORT PID PROCESS`, with `-` for what the kernel holds itself. Input: `ss -Hltunp`.
{
  port = $5; sub(/.*:/, "", port); process = "-"; pid = "-"
  if (match($0, /\(\("[^"]*"/)) process = substr($0, RSTART + 3, RLENGTH - 4)
  if (match($0, /pid=[0-9]+/)) pid = substr($0, RSTART + 4, RLENGTH - 4)
  print "listener", $1, port, pid, process
}
