#!/usr/bin/env bash
# Job: makes this host the first control-plane node of its lab with kubeadm, adopts the one that already runs here, and repairs it.
# Inputs: HOST_NAME, HOST_ADDRESS, LAB, KUBERNETES_VERSION; files/kubeadm.yaml; NUCLAB_ADMIN_USER.
# Effects: /etc/kubernetes, /var/lib/etcd, the kubelet service, ~/.kube/config of the admin user. Never resets a finished control plane.
# Exit codes: 0, 10 differs (check only), 11 kubeadm's preflight, 15 init, 17 deadline, 18 still differs, 19 another cluster, 1 unexpected.

set -euo pipefail
. "${NUCLAB_SCRIPTS:?}/lib/framework/step.sh"
. "${NUCLAB_SCRIPTS}/lib/kubernetes/kube.sh"
. "${NUCLAB_SCRIPTS}/lib/kubernetes/control-plane.sh"
: "${HOST_NAME:?}" "${HOST_ADDRESS:?}" "${LAB:?}" "${KUBERNETES_VERSION:?}"
. "${NUCLAB_SCRIPTS}/lib/kubernetes/control-plane-live.sh"
. "${NUCLAB_SCRIPTS}/lib/kubernetes/admin-kubeconfig.sh"
. "${NUCLAB_SCRIPTS}/lib/kubernetes/settle.sh"
use_reference control-plane

items=(ownership membership_record admin_conf kubeconfigs manifests kubelet_files kubelet_service initialised api_answers identity registered
  kubelet_healthy api_version kubelet_version pod_addresses bootstrap_tokens admin_kubeconfig)
# api_answers and kubelet_healthy join them when something else on the host explains them.
inherited=(kubelet_version)

fill_reference() {
  local files
  mapfile -t files < <(kubelet_files)
  copy_to_reference "$1" "${manifests[@]}" "${files[@]}"
}

differs_ownership() {
  local name server
  if [[ -e ${init_begun} ]]; then return 0; fi
  name=$(cluster_name_of "${admin_conf}")
  if [[ -e ${admin_conf} && ${name} != "${LAB}" ]]; then
    printf 'this host is a control-plane node of the cluster %s, not of %s\n' "${name:-without a name}" "${LAB}"
    return 0
  fi
  is_node || return 0
  server=$(server_of "${kubelet_conf}")
  [[ ${server} == "https://${HOST_ADDRESS}:6443" ]] || printf 'this host is a node of the cluster at %s, not of its own at https://%s:6443\n' "${server:-an unknown address}" "${HOST_ADDRESS}"
}
change_ownership() {
  die 19 "$(differs_ownership)" "run 'kubeadm reset' on ${HOST_NAME} if that cluster may lose it, then deploy again"
}

run_step "$@"
