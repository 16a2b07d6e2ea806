#!/usr/bin/env bash
# Job: make the bridge that a lab's hosts are plugged into; its existence is what claims the subnet.
# Inputs: $1 lab name, $2 bridge name, $3 address of the bridge (a /24), $4 "upstream" if hosts reach the internet through this machine.
# Effects: the bridge, named as the lab's in its alias; firewall rules with the lab's name where they are needed.
# Exit codes: 0 made or already this lab's, 1 failed, 4 the bridge is another lab's.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=virtual-lab/hosts/common.sh
source "$here/common.sh"

lab=${1:?lab name missing}
bridge=${2:?bridge missing}
address=${3:?address missing}
mode=${4:-mirror}
owner=nuclab-lab:$lab

# add_rule TABLE CHAIN RULE…: with the owner as comment, once.
add_rule() {
  local table=$1 chain=$2
  shift 2
  local rule=("$@" -m comment --comment "$owner")
  iptables -w -t "$table" -C "$chain" "${rule[@]}" 2>/dev/null || iptables -w -t "$table" -I "$chain" "${rule[@]}"
}

# Docker drops what it did not ask to forward, frames on this bridge included.
open_forwarding() {
  command -v iptables >/dev/null || return 0
  iptables -w -S FORWARD 2>/dev/null | grep -x -- '-P FORWARD DROP' >/dev/null || return 0
  add_rule filter FORWARD -i "$bridge" -j ACCEPT
  add_rule filter FORWARD -o "$bridge" -j ACCEPT
}

open_upstream() {
  echo 1 >/proc/sys/net/ipv4/ip_forward
  add_rule nat POSTROUTING -s "${address%.*}.0/24" ! -o "$bridge" -j MASQUERADE
}

# shellcheck disable=SC2086 # four numbers
if ! ip link add "$bridge" address "$(printf '02:77:%02x:%02x:%02x:%02x' ${address//./ })" type bridge 2>/dev/null; then
  [[ -e /sys/class/net/$bridge ]] || die "could not create the bridge $bridge: run it yourself to see why (ip link add $bridge type bridge)"
  [[ $(cat "/sys/class/net/$bridge/ifalias") == "$owner" ]] || exit 4
fi
ip link set "$bridge" alias "$owner"
ip address replace "$address/24" dev "$bridge"
ip link set "$bridge" up
open_forwarding
if [[ $mode == upstream ]]; then open_upstream; fi
