#!/usr/bin/env bash
# Job: puts flannel's objects into the cluster as rendered. That flannel runs on every node is for configure-nodes.sh to see.
# Inputs: FLANNEL_VERSION, POD_SUBNET, BACKEND; files/flannel.yaml. Runs on the first control-plane node.
# Effects: namespace kube-flannel, ClusterRole and ClusterRoleBinding flannel.
# Exit codes: 0, 10 differs (check only), 18 still differs, 20 network, 1 unexpected.

set -euo pipefail
# shellcheck source=SCRIPTDIR/lib/common.sh
. "${NUCLAB_LIB:?}/common.sh"
# shellcheck source=SCRIPTDIR/lib/kube.sh
. "${NUCLAB_LIB}/kube.sh"
# shellcheck source=SCRIPTDIR/lib/subnet.sh
. "${NUCLAB_LIB}/subnet.sh"
: "${FLANNEL_VERSION:?}" "${POD_SUBNET:?}" "${BACKEND:?}"

items=(stale_network flannel_objects)
manifest="${NUCLAB_STEP_DIR}/files/flannel.yaml"
# Server-side: the objects are ours field by field, and what others added to them stays.
apply_options=(--server-side --force-conflicts --field-manager=nuclab --filename "${manifest}")

# What an earlier cluster left: pods would get addresses of a network that nobody routes.
differs_stale_network() {
  local address
  address=$(ip -4 -o address show dev cni0 2>/dev/null | sed -n 's/.* inet \([0-9.]*\)\/.*/\1/p') || true
  if [[ -n ${address} ]] && ! in_subnet "${address}" "${POD_SUBNET}"; then
    printf 'the bridge cni0 has the address %s, which is not in %s\n' "${address}" "${POD_SUBNET}"
  fi
}
change_stale_network() {
  die 20 "$(differs_stale_network)" "run 'ip link delete cni0; ip link delete flannel.1' on $(uname -n), restart its pods and deploy again"
}

differs_flannel_objects() {
  local text status=0
  text=$(kube diff "${apply_options[@]}" 2>&1) || status=$?
  if ((status == 0)); then return 0; fi
  if ((status == 1)) && [[ ${text} == *'diff -'* ]]; then
    printf 'objects differ from flannel %s, %s, %s: %s\n' "${FLANNEL_VERSION}" "${POD_SUBNET}" "${BACKEND}" \
      "$(sed -n 's/^diff .*\/\([^/ ]*\)$/\1/p' <<<"${text}" | paste -sd ' ')"
  elif [[ ${text} == *'namespaces "kube-flannel" not found'* ]]; then
    printf 'flannel is not installed, wanted %s\n' "${FLANNEL_VERSION}"
  else
    printf 'the API server cannot compare flannel: %s\n' "$(last_line "${text}")"
  fi
}
change_flannel_objects() {
  local text
  text=$(kube apply "${apply_options[@]}" 2>&1) ||
    die 20 "flannel cannot be applied: $(last_line "${text}")" 'see that the API server answers and that its admin may write, then deploy again'
  printf '%s\n' "${text}"
}

run_step "$@"
