#!/usr/bin/env bash
# Job: have a running virtual host reboot cleanly, as if it had been told from inside.
# Inputs: $1 host directory.
# Effects: systemd in the host gets its reboot signal; returns when the old boot is over.
# Exit codes: 0 the next boot has started, 1 the host is off or did not shut down.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=virtual-lab/hosts/common.sh
source "$here/common.sh"

directory=${1:?host directory missing}
host=$(basename "$directory")

# The host's process 1: its number is 1 in a process namespace exactly one below ours.
leader() {
  local depth group
  depth=$(awk '/^NSpid/ {print NF}' /proc/self/status)
  for group in $(cgroup_directories "$(cat "$directory/cgroup")"); do
    [[ ! -d $group ]] || find "$group" -name cgroup.procs -exec cat {} + 2>/dev/null || true
  done | sort -un | while read -r pid; do
    awk -v pid="$pid" -v fields="$((depth + 1))" '/^NSpid/ && NF == fields && $NF == 1 {print pid}' "/proc/$pid/status" 2>/dev/null || true
  done | head -n 1
}

is_next_boot() {
  local now
  is_running "$directory/launcher.pid" || die "$host powered off instead of rebooting: see $directory/console.log"
  now=$(leader)
  [[ -n $now && $now != "$old" ]]
}

is_running "$directory/launcher.pid" || die "$host is off, it cannot reboot: npm run lab -- power-on $host"
old=$(leader)
[[ -n $old ]] || die "$host has no process 1 yet: wait until it answers SSH"
kill -s RTMIN+5 "$old"
wait_until 180 "$host to shut down for its reboot" is_next_boot
