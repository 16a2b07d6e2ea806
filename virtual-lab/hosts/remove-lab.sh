#!/usr/bin/env bash
# Job: remove what a lab holds on this machine once its hosts are off: bridge, firewall rules, control groups, state.
# Inputs: $1 lab name, $2 the lab's state directory.
# Effects: removes exactly what carries the lab's name; what is already gone is no error.
# Exit codes: 0 gone, 1 something is still mounted below the state directory.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=virtual-lab/hosts/common.sh
source "$here/common.sh"

lab=${1:?lab name missing}
state=${2:?state directory missing}
owner=nuclab-lab:$lab

remove_rules() {
  local table rule
  command -v iptables >/dev/null || return 0
  for table in filter nat; do
    iptables -w -t "$table" -S 2>/dev/null | grep -E -- "--comment \"?$owner\"?( |$)" | sed 's/^-A/-D/' | while read -r rule; do
      # shellcheck disable=SC2086 # iptables printed the rule to be split
      eval iptables -w -t "$table" $rule
    done
  done
}

for alias in /sys/class/net/*/ifalias; do
  if [[ $(cat "$alias") == "$owner" ]]; then ip link delete "$(basename "$(dirname "$alias")")"; fi
done
remove_rules || true
remove_cgroups "/nuclab-lab/$lab" ||
  die "a control group nuclab-lab/$lab still has processes: see systemd-cgls or cgroup.procs below /sys/fs/cgroup"
for group in $(cgroup_directories /nuclab-lab); do
  rmdir "$group" 2>/dev/null || true
done
! grep -qF " $state/" /proc/mounts || die "something is mounted below $state: unmount it, then run down again"
rm -rf "$state"
