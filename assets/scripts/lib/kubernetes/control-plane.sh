# shellcheck shell=bash
# Job: kubeadm init: started once, finished when it was cut off, never repeated over a control plane that was finished.
# Inputs: HOST_NAME, HOST_ADDRESS, LAB, KUBERNETES_VERSION; files/kubeadm.yaml.
# Effects: those of kubeadm init; /var/lib/nuclab/init-begun while it has not ended well.
# Exit codes: 11 kubeadm's preflight, 15 init.

. "${NUCLAB_SCRIPTS:?}/lib/kubernetes/kubeadm.sh"
. "${NUCLAB_SCRIPTS}/lib/reference/reference.sh"

# Only there while this host has no finished control plane of ours: what allows to reset.
init_begun="${root}/var/lib/nuclab/init-begun"
kubeadm_config="${NUCLAB_STEP_DIR}/files/kubeadm.yaml"
etcd_data="${root}/var/lib/etcd/member"
look_here="look at 'crictl ps -a' and 'journalctl -u kubelet' on ${HOST_NAME}"

has_control_plane() { [[ -e ${admin_conf} || -e ${kube_dir}/manifests/kube-apiserver.yaml || -e ${etcd_data} ]]; }

# No --ignore-preflight-errors: what kubeadm finds is told to the user as it is.
kubeadm_init() {
  forget_reference
  run_kubeadm 900 'kubeadm init' init --config "${kubeadm_config}" --skip-token-print "$@" && rm -f "${init_begun}"
}

init_control_plane() {
  # Somebody ran kubeadm reset, which leaves the bridge with the addresses of the old cluster.
  if [[ -n $(left_links) ]]; then clean_network_remains; fi
  printf '%s\n' "${LAB}" | write_file "${init_begun}"
  kubeadm_init && return 0
  # A refusal of the preflight left nothing behind that would have to be recovered.
  if grep -q '\[ERROR ' "${kubeadm_output}"; then rm -f "${init_begun}"; fi
  kubeadm_failed 15 'kubeadm init failed' "${look_here}, then deploy again"
}

# Every phase but the preflight may be repeated. Without an API server there is nothing yet that could be lost.
finish_begun_init() {
  if api_ready >/dev/null || { [[ -e ${etcd_data} ]] && start_and_await_api 60; }; then
    kubeadm_init --skip-phases=preflight || kubeadm_failed 15 'kubeadm init could not be finished' \
      "${look_here}, or run 'kubeadm reset' there, then deploy again"
    return 0
  fi
  [[ ! -e ${root}/var/lib/nuclab/markers/control-plane.json ]] || die 15 'kubeadm init was started on a control plane that nuclab had already finished' \
    "${look_here}; run 'kubeadm reset' there only if the cluster may go"
  reset_unfinished 'an unfinished kubeadm init, whose API server never answered, is undone' 15
  init_control_plane
}

start_and_await_api() {
  systemctl start containerd kubelet || true
  wait_until "$1" 'the API server' api_ready
}

differs_initialised() {
  if ! has_control_plane; then
    printf 'no control plane on this host, expected the one of %s\n' "${LAB}"
  elif [[ -e ${init_begun} ]]; then
    printf 'kubeadm init was started but not finished\n'
  fi
}
change_initialised() {
  if [[ -e ${init_begun} ]]; then finish_begun_init; else init_control_plane; fi
}

# A control plane that was finished once; what is wrong with any other is for the item initialised to say.
is_finished() { [[ ! -e ${init_begun} ]] && has_control_plane; }
