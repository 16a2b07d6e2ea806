#!/usr/bin/env bash
# Job: makes this host the first control-plane node of its lab with kubeadm, or adopts the one that already runs here.
# Inputs: HOST_NAME, HOST_ADDRESS, LAB, KUBERNETES_VERSION; files/kubeadm.yaml; NUCLAB_ADMIN_USER.
# Effects: /etc/kubernetes, /var/lib/etcd, the kubelet service, ~/.kube/config of the admin user. Never resets a finished control plane.
# Exit codes: 0, 10 differs (check only), 11 kubeadm's preflight, 15 init, 17 deadline, 18 still differs, 19 another cluster, 1 unexpected.

set -euo pipefail
# shellcheck source=SCRIPTDIR/lib/common.sh
. "${NUCLAB_LIB:?}/common.sh"
# shellcheck source=SCRIPTDIR/lib/kube.sh
. "${NUCLAB_LIB}/kube.sh"
# shellcheck source=SCRIPTDIR/lib/kubeadm.sh
. "${NUCLAB_LIB}/kubeadm.sh"
# shellcheck source=SCRIPTDIR/lib/control-plane.sh
. "${NUCLAB_LIB}/control-plane.sh"
# shellcheck source=SCRIPTDIR/lib/admin-kubeconfig.sh
. "${NUCLAB_LIB}/admin-kubeconfig.sh"
: "${HOST_NAME:?}" "${HOST_ADDRESS:?}" "${LAB:?}" "${KUBERNETES_VERSION:?}"

items=(ownership membership_record kubelet_enabled initialised kubelet_running api_version kubelet_version bootstrap_tokens admin_kubeconfig)

differs_ownership() {
  local name server
  if [[ -e ${init_begun} ]]; then return 0; fi
  name=$(cluster_name_of "${admin_conf}")
  if [[ -e ${admin_conf} && ${name} != "${LAB}" ]]; then
    printf 'this host is a control-plane node of the cluster %s, wanted %s\n' "${name:-without a name}" "${LAB}"
    return 0
  fi
  [[ -e ${kubelet_conf} ]] || return 0
  server=$(server_of "${kubelet_conf}")
  [[ ${server} == "https://${HOST_ADDRESS}:6443" ]] || printf 'this host is a node of the cluster at %s, wanted its own at https://%s:6443\n' "${server:-an unknown address}" "${HOST_ADDRESS}"
}
change_ownership() {
  die 19 "$(differs_ownership)" "run 'kubeadm reset' on ${HOST_NAME} if that cluster may lose it, then deploy again"
}

differs_initialised() {
  if ! has_control_plane; then
    printf 'no control plane on this host, wanted that of %s\n' "${LAB}"
  elif [[ -e ${init_begun} ]]; then
    printf 'kubeadm init was begun and not finished\n'
  else
    node_difference kube "${HOST_NAME}" "${HOST_ADDRESS}"
  fi
}
change_initialised() {
  if [[ -e ${init_begun} ]]; then
    finish_begun_init
  elif has_control_plane; then
    revive_control_plane
  else
    init_control_plane
  fi
}

differs_api_version() {
  local running
  running=$(kube get --raw /version 2>/dev/null | sed -n 's/.*"gitVersion": *"\([^"]*\)".*/\1/p') || true
  [[ ${running} == "v${KUBERNETES_VERSION}" ]] || printf 'the API server runs %s, wanted v%s\n' "${running:-no known version}" "${KUBERNETES_VERSION}"
}
change_api_version() {
  die 15 "$(differs_api_version)" "run 'kubeadm upgrade apply v${KUBERNETES_VERSION}' on ${HOST_NAME}, or set kubernetes.version in lab.yaml back"
}

differs_kubelet_version() { kubelet_version_difference kube "${HOST_NAME}" "${KUBERNETES_VERSION}"; }
change_kubelet_version() {
  systemctl restart kubelet
  wait_for 60 'kubelet to report its version' settled kubelet_version
}

run_step "$@"
