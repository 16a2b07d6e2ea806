#!/usr/bin/env bash
# Job: be the power supply of one virtual host: boot it, again after each reboot, and end when it powers off.
# Inputs: $1 host directory with host.env and a complete disk.
# Effects: in its own mount namespace: overlay, network namespace, veth pair, control groups, one systemd-nspawn; launcher.pid.
# Exit codes: 0 powered off, 1 could not start, 3 already running.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=virtual-lab/hosts/common.sh
source "$here/common.sh"

directory=${1:?host directory missing}
# shellcheck source=/dev/null
source "$directory/host.env"
: "${HOST:?}" "${LAB:?}" "${ROOT:?}" "${ADDRESS:?}" "${GATEWAY:?}" "${BRIDGE:?}" "${VETH:?}" "${CGROUP:?}"

if [[ ${2-} != --in-namespace ]]; then
  exec unshare --mount --propagation private "$0" "$directory" --in-namespace
fi
exec 9>"$directory/launcher.lock"
flock -n 9 || exit 3
printf '%s %s\n' "$$" "$(start_time "$$")" >"$directory/launcher.pid"

# With systemd and nothing but cgroup v2 the launcher runs in a delegated unit: the host's group is a child of that.
delegated=
if [[ -n ${INVOCATION_ID-} && $(stat -fc %T /sys/fs/cgroup) == cgroup2fs ]]; then
  delegated=$(cut -d : -f 3 /proc/self/cgroup)
  mkdir -p "/sys/fs/cgroup$delegated/launcher"
  echo "$$" >"/sys/fs/cgroup$delegated/launcher/cgroup.procs"
  CGROUP=$delegated/host
fi
printf '%s\n' "$CGROUP" >"$directory/cgroup"

make_cgroups() {
  local group parent part
  for group in $(cgroup_directories "$CGROUP"); do
    mkdir -p "$group"
    parent=${group%"$CGROUP"}
    for part in ${CGROUP//\// }; do
      pass_on "$parent" "$part"
      parent=$parent/$part
    done
  done
}

# pass_on PARENT PART: a new group has nothing of its own. In v1 a cpuset takes no process before it has processors and memory;
# in v2 alone a group has the controllers that the one above passes on, which is systemd's to decide above our unit.
pass_on() {
  local parent=$1 part=$2 controller controllers
  if [[ -e /sys/fs/cgroup/cgroup.controllers ]]; then
    [[ $parent == *"$delegated"* ]] || return 0
    read -ra controllers <"$parent/cgroup.controllers"
    for controller in "${controllers[@]}"; do
      echo "+$controller" >"$parent/cgroup.subtree_control" || true
    done
  elif [[ -e $parent/cpuset.cpus ]]; then
    cat "$parent/cpuset.cpus" >"$parent/$part/cpuset.cpus"
    cat "$parent/cpuset.mems" >"$parent/$part/cpuset.mems"
  fi
}

# A new network namespace with each boot: flannel.1, cni0 and iptables rules must not survive a reboot.
make_network() {
  local namespace=$directory/netns
  ip link delete "$VETH" 2>/dev/null || true
  if mountpoint -q "$namespace"; then umount "$namespace"; fi
  : >"$namespace"
  unshare --net="$namespace" true
  # The same hardware address with each boot, as a real card: neighbours remember it.
  # shellcheck disable=SC2086 # four numbers
  ip link add "$VETH" type veth peer name eno1 address "$(printf '02:77:%02x:%02x:%02x:%02x' ${ADDRESS//./ })" netns "$namespace"
  ip link set "$VETH" master "$BRIDGE" up
  # A new namespace copies this machine's forwarding; a newly installed computer does not forward.
  nsenter --net="$namespace" sh -c 'echo 0 >/proc/sys/net/ipv4/ip_forward'
  nsenter --net="$namespace" ip link set lo up
  nsenter --net="$namespace" ip address add "$ADDRESS/24" dev eno1
  nsenter --net="$namespace" ip link set eno1 up
  nsenter --net="$namespace" ip route add default via "$GATEWAY"
}

boot() {
  local group
  local options=(
    --quiet --directory="$directory/merged" --machine="$LAB-$HOST" --register=no --keep-unit
    --network-namespace-path="$directory/netns" --capability=all --drop-capability=CAP_SYS_TIME
    --system-call-filter='@known bpf keyctl add_key' --console=pipe --kill-signal=SIGRTMIN+3
    --resolv-conf=off --timezone=off --link-journal=no
    --bind-ro=/dev/kmsg --bind=/dev/fuse --bind-ro="$here/host-init.sh:/usr/sbin/lab-init"
  )
  local real
  for real in "$directory"/real/*; do
    options+=(--bind="$real:/var/lib/${real##*/}")
  done
  if [[ -d /lib/modules/$(uname -r) ]]; then
    options+=(--bind-ro="/lib/modules/$(uname -r)")
  fi
  for group in $(cgroup_directories "$CGROUP"); do
    echo "$BASHPID" >"$group/cgroup.procs"
  done
  exec systemd-nspawn "${options[@]}" /bin/sh /usr/sbin/lab-init 9>&- </dev/null
}

mount -t overlay overlay -o "lowerdir=$ROOT,upperdir=$directory/upper,workdir=$directory/work" "$directory/merged"
while true; do
  # Also new with each boot: a kubelet that finds its last boot's groups spends minutes on containers that are gone.
  wait_until 10 "the control groups $CGROUP of the last boot to become empty" remove_cgroups "$CGROUP"
  make_cgroups
  make_network
  status=0
  (boot) || status=$?
  # 133: the host asked for a reboot.
  [[ $status -eq 133 ]] || break
  say "$HOST reboots"
done
[[ $status -eq 0 ]] || die "$HOST ended with status $status"
