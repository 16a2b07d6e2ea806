#!/usr/bin/env bash
# Job: cut the power of one virtual host: end everything it runs at once, and remove what it holds on this machine.
# Inputs: $1 host directory with host.env.
# Effects: launcher and all processes of the host killed, control groups and veth removed; its disk stays. Nothing if it is off.
# Exit codes: 0 off, 1 a process did not end.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=virtual-lab/hosts/common.sh
source "$here/common.sh"

directory=${1:?host directory missing}
# shellcheck source=/dev/null
source "$directory/host.env"
: "${HOST:?}" "${VETH:?}" "${CGROUP:?}"
if [[ -s $directory/cgroup ]]; then CGROUP=$(cat "$directory/cgroup"); fi
[[ $CGROUP == /*/*/* ]] || die "control group '$CGROUP' of $HOST is not one of the lab's: remove $directory/cgroup"

# Processes may start others while they are being killed: repeat until no group has one.
kill_all() {
  local group pids
  pids=$(for group in $(cgroup_directories "$CGROUP"); do
    [[ ! -d $group ]] || find "$group" -name cgroup.procs -exec cat {} + 2>/dev/null || true
  done | sort -un)
  [[ -n $pids ]] || return 0
  # shellcheck disable=SC2086 # one word per process
  kill -KILL $pids 2>/dev/null || true
  return 1
}

if is_running "$directory/launcher.pid"; then
  read -r pid _ <"$directory/launcher.pid"
  kill -KILL "$pid" 2>/dev/null || true
fi
wait_until 20 "the processes of $HOST to end (control group $CGROUP)" kill_all
wait_until 10 "the control groups $CGROUP to become empty" remove_cgroups "$CGROUP"
ip link delete "$VETH" 2>/dev/null || true
rm -f "$directory"/{launcher.pid,cgroup}
