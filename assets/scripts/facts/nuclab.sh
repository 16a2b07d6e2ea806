# shellcheck shell=sh disable=SC2154 # facts.sh sets root, line and nonce
# Job: what nuclab remembers on this host: the markers of finished steps, and the lock of whoever works on it.
# Inputs: the functions of facts.sh.
# Effects: none.
# Exit codes: as facts.sh.

facts_nuclab() {
  set --
  for file in "$root"/var/lib/nuclab/markers/*.json; do if [ -r "$file" ]; then set -- "$@" "$file"; fi; done
  awk 'FNR == 1 { name = FILENAME; sub(/.*\//, "", name); sub(/\.json$/, "", name); print "marker", name, $0 }' "$@"
  facts_lock
}

# The fifth line of a lock is the host's uptime at the last heartbeat. It may be released at any moment.
facts_lock() {
  if [ ! -r "$root/run/nuclab/lock" ]; then return; fi
  awk "$nuclab_lock_awk" "$root/proc/uptime" "$root/run/nuclab/lock"
}
