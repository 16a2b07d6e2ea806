#!/usr/bin/env bash
# Job: makes this host a worker of its lab's cluster with kubeadm join, and makes sure that the cluster knows this very machine.
# Inputs: HOST_NAME, HOST_ADDRESS, LAB, KUBERNETES_VERSION, API_ENDPOINT; secret/join.yaml (apply only, removed in every case).
# Effects: /etc/kubernetes, /var/lib/kubelet, the kubelet service; an unfinished join is reset first.
# Exit codes: 0, 10 differs (check only), 11 kubeadm's preflight, 16 join, 17 deadline, 18 still differs, 19 another cluster, 1 unexpected.

set -euo pipefail
. "${NUCLAB_SCRIPTS:?}/lib/framework/step.sh"
. "${NUCLAB_SCRIPTS}/lib/kubernetes/kube.sh"
. "${NUCLAB_SCRIPTS}/lib/kubernetes/kubeadm.sh"
: "${HOST_NAME:?}" "${HOST_ADDRESS:?}" "${LAB:?}" "${KUBERNETES_VERSION:?}" "${API_ENDPOINT:?}"
. "${NUCLAB_SCRIPTS}/lib/kubernetes/worker.sh"
. "${NUCLAB_SCRIPTS}/lib/kubernetes/settle.sh"
use_reference worker

items=(ownership membership_record kubelet_files kubelet_service api_answers joined registered bootstrap_credentials kubelet_healthy
  kubelet_version pod_addresses)
# kubelet_healthy joins them when something else on the host explains it.
inherited=(api_answers kubelet_version)
at_exit remove_join_config

fill_reference() {
  local files
  mapfile -t files < <(kubelet_files)
  copy_to_reference "$1" "${files[@]}"
}

# The server's address says which cluster a node means, its certificate whether that cluster is still the one there.
differs_ownership() {
  local server
  if [[ -e ${kube_dir}/manifests/kube-apiserver.yaml || -e ${admin_conf} ]]; then
    printf 'this host is a control-plane node of the cluster %s, not a worker of %s\n' "$(cluster_name_of "${admin_conf}")" "${LAB}"
    return 0
  fi
  is_node || return 0
  server=$(server_of "${kubelet_conf}")
  if [[ -n ${server} && ${server} != "https://${API_ENDPOINT}" ]]; then
    printf 'this host is a node of the cluster at %s, not of https://%s\n' "${server}" "${API_ENDPOINT}"
    return 0
  fi
  # A control plane that nuclab made anew at the same address is this host's own lab: it joins that one again.
  if [[ -e ${membership_record} && $(<"${membership_record}") == "${LAB}" ]]; then return 0; fi
  see_node
  [[ ${node_problem} != refused || ${node_answer} != *x509:* ]] || printf 'this host trusts the CA of another cluster than the one at https://%s\n' "${API_ENDPOINT}"
}
change_ownership() {
  die 19 "$(differs_ownership)" "run 'kubeadm reset' on ${HOST_NAME} if it may leave that cluster, then deploy again"
}

# A join that was cut off leaves the token here.
differs_bootstrap_credentials() {
  [[ ! -e ${bootstrap_conf} ]] || printf '%s is left over from a join, expected none\n' "${bootstrap_conf}"
}
change_bootstrap_credentials() { rm -f "${bootstrap_conf}"; }

run_step "$@"
