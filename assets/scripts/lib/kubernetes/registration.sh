# shellcheck shell=bash
# Job: the items registered and pod_addresses: the Node object is there, and the pods of this host have addresses of its range.
# Inputs: HOST_NAME; see_node and change_registered of the script; crictl.
# Effects: kubelet restarted; pods that have addresses of the old range stopped (kubelet starts them again), cni0 and /run/flannel/subnet.env removed.
# Exit codes: 17 when the node is not registered in time.

. "${NUCLAB_SCRIPTS:?}/lib/kubernetes/kubelet.sh"
. "${NUCLAB_SCRIPTS}/lib/network/remains.sh"
. "${NUCLAB_SCRIPTS}/lib/network/subnet.sh"

differs_registered() {
  is_node || return 0
  see_node
  absence_difference "${HOST_NAME:?}"
}

# A kubelet that has its credentials registers its node when it starts: no join is needed. The new Node object gets other addresses for
# its pods, and flannel has to write its own notes into it, so all that knows the old range goes first.
register_again() {
  drop_pod_addresses
  wait_fix="look at 'journalctl -u kubelet' on ${HOST_NAME}" wait_for 60 "node ${HOST_NAME} to be registered" settled registered
}

# flannel_value NAME: of what flannel wrote for the CNI plugin: FLANNEL_SUBNET=10.244.1.1/24.
flannel_value() { awk -F = -v name="$1" '$1 == name { print $2; exit }' "${subnet_env}" 2>/dev/null || true; }

bridge_address() { ip -4 -o address show dev cni0 2>/dev/null | awk '{ sub(/\/.*/, "", $4); print $4; exit }'; }

# A bridge of another network altogether is for install-network.sh to name.
differs_pod_addresses() {
  local range address network
  is_node || return 0
  see_node
  [[ -z ${node_problem} ]] || return 0
  read -r _ _ range _ <<<"${node_answer}"
  network=$(flannel_value FLANNEL_NETWORK)
  [[ ${range} =~ ^[0-9.]+/[0-9]+$ && ${network} =~ ^[0-9.]+/[0-9]+$ ]] || return 0
  for address in "$(flannel_value FLANNEL_SUBNET)" "$(bridge_address)"; do
    address=${address%/*}
    if [[ -n ${address} ]] && in_subnet "${address}" "${network}" && ! in_subnet "${address}" "${range}"; then
      printf 'pods of %s have addresses around %s, applied %s\n' "${HOST_NAME}" "${address}" "${range}" && return 0
    fi
  done
}
change_pod_addresses() { drop_pod_addresses; }

# While kubelet stands still, so that no pod comes back before flannel has written the new range.
drop_pod_addresses() {
  local id
  systemctl stop kubelet
  for id in $(crictl pods --quiet --state ready 2>/dev/null); do
    if crictl inspectp "${id}" 2>/dev/null | grep -q '"ip": "[0-9]'; then crictl stopp "${id}" || true; fi
  done
  for id in $(crictl ps --quiet --name '^kube-flannel$' 2>/dev/null); do crictl stop "${id}" || true; done
  if ip link show dev cni0 >/dev/null 2>&1; then ip link delete cni0; fi
  rm -f "${subnet_env}"
  systemctl start kubelet
}
