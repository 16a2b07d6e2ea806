#!/usr/bin/env bash
# Job: puts flannel's objects into the cluster as rendered. That flannel runs on every node is for configure-nodes.sh to see.
# Inputs: FLANNEL_VERSION, POD_SUBNET, BACKEND; files/flannel.yaml. Runs on any control-plane node.
# Effects: namespace kube-flannel, ClusterRole and ClusterRoleBinding flannel.
# Exit codes: 0, 10 differs (check only), 18 still differs, 20 network, 21 the API server does not respond here, 1 unexpected.

set -euo pipefail
. "${NUCLAB_SCRIPTS:?}/lib/framework/step.sh"
. "${NUCLAB_SCRIPTS}/lib/cluster/memory.sh"
. "${NUCLAB_SCRIPTS}/lib/network/subnet.sh"
: "${FLANNEL_VERSION:?}" "${POD_SUBNET:?}" "${BACKEND:?}"

items=(stale_network api_answers flannel_objects)
inherited=(api_answers)
manifest="${NUCLAB_STEP_DIR}/files/flannel.yaml"
# Server-side: the objects are ours field by field, and what others added to them stays.
apply_options=(--server-side --force-conflicts --field-manager=nuclab --filename "${manifest}")

differs_stale_network() {
  local address
  address=$(ip -4 -o address show dev cni0 2>/dev/null | awk '{ sub(/\/.*/, "", $4); print $4; exit }') || true
  if [[ -n ${address} ]] && ! in_subnet "${address}" "${POD_SUBNET}"; then
    printf 'the bridge cni0 has the address %s, expected one in %s\n' "${address}" "${POD_SUBNET}"
  fi
}
change_stale_network() {
  die 20 "$(differs_stale_network)" "run 'ip link delete cni0; ip link delete flannel.1' on $(uname -n), restart its pods, then deploy again"
}

# `kubectl diff` answers 1 when it found differences and when it could not look; flannel_text and flannel_problem tell the two apart.
see_flannel() {
  local status=0
  [[ ${flannel_seen:-} != "${look_number}" ]] || return 0
  flannel_seen=${look_number} flannel_problem=''
  flannel_text=$(kube diff "${apply_options[@]}" 2>&1) || status=$?
  if ((status == 0)); then
    flannel_text=''
  elif [[ ${flannel_text} == *'namespaces "kube-flannel" not found'* || ${flannel_text} == *'being terminated'* ]]; then
    flannel_text=gone
  elif ((status != 1)) || [[ ${flannel_text} != *'diff -'* ]]; then
    flannel_problem=$(last_line "${flannel_text}")
  fi
}

differs_api_answers() {
  see_flannel
  [[ -z ${flannel_problem} ]] || printf 'the API server cannot compare flannel: %s\n' "${flannel_problem}"
}
change_api_answers() {
  wait_code=21 wait_fix=${api_fix:?} wait_for "${api_seconds:?}" 'the API server' settled api_answers
}

# `DaemonSet kube-flannel-ds of flannel is missing, expected present`, by the names that kubectl gives the files it compares.
differs_flannel_objects() {
  see_flannel
  if [[ -n ${flannel_problem} || -z ${flannel_text} ]]; then
    return 0
  elif [[ ${flannel_text} == gone ]]; then
    printf 'flannel is not installed, applied %s\n' "${FLANNEL_VERSION}"
    return 0
  fi
  awk -v now="${FLANNEL_VERSION} with ${POD_SUBNET} and ${BACKEND}" -f "${NUCLAB_SCRIPTS}/lib/network/flannel-difference.awk" <<<"${flannel_text}"
}
# A namespace that is about to go lets nothing new in; it is worth waiting for.
change_flannel_objects() {
  local text give_up=$((SECONDS + 60))
  until text=$(kube apply "${apply_options[@]}" 2>&1); do
    if [[ ${text} != *'being terminated'* ]] || ((SECONDS >= give_up)); then
      die 20 "flannel cannot be applied: $(last_line "${text}")" 'make sure the API server responds and its admin may write, then deploy again'
    fi
    printf 'waiting: for the namespace kube-flannel to go (last saw it being terminated, %d s left)\n' $((give_up - SECONDS))
    sleep "${namespace_poll_seconds:?}"
  done
  printf '%s\n' "${text}"
  # Pods that started while somebody else's settings were there have read those; a changed DaemonSet restarts them by itself.
  if [[ ${flannel_text} == *.ConfigMap.* && ${flannel_text} != *.DaemonSet.* ]]; then
    kube --namespace kube-flannel rollout restart daemonset kube-flannel-ds
  fi
}

# The first time the step nodes waits for flannel; after a repair nobody does.
settle_changes() {
  read_marker nodes
  [[ -n ${old_marker:-} ]] || return 0
  wait_until "${flannel_settle_seconds:?}" 'flannel on every node' flannel_available || warning "flannel is not back on every node: ${last_seen}"
}
flannel_counts=$(<"${NUCLAB_SCRIPTS}/lib/network/flannel-counts.gotemplate")
flannel_available() {
  local counts wanted
  counts=$(kube -n kube-flannel get daemonset kube-flannel-ds -o "go-template=${flannel_counts}" 2>&1) || { last_line "${counts}" && return 1; }
  read -r _ _ wanted _ <<<"${counts}"
  [[ ${counts} =~ ^([0-9]+)\ ([0-9]+)\ ${wanted}\ ${wanted}\ ${wanted}$ && ${BASH_REMATCH[1]} == "${BASH_REMATCH[2]}" ]] && return 0
  printf 'available on %s of %s nodes\n' "${counts##* }" "${wanted}"
  return 1
}

run_step "$@"
