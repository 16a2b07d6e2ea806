#!/usr/bin/env bash
# Job: takes this host out of its lab's cluster: kubeadm reset, and what kubeadm reset leaves behind.
# Inputs: HOST_NAME, ROLE (control-plane or worker), LAB, MEMBERSHIP_PHASES (that make a node or its cluster); NUCLAB_ADMIN_USER.
# Effects: etcd data, certificates, CNI files, links, routes, firewall chains of Kubernetes, flannel and CNI; the markers of membership.
# Exit codes: 0, 10 differs (check only), 16 reset, 18 still differs, 19 another cluster, 1 unexpected.

set -euo pipefail
. "${NUCLAB_SCRIPTS:?}/lib/framework/step.sh"
. "${NUCLAB_SCRIPTS}/lib/kubernetes/kube.sh"
. "${NUCLAB_SCRIPTS}/lib/kubernetes/kubeadm.sh"
. "${NUCLAB_SCRIPTS}/lib/network/remains.sh"
. "${NUCLAB_SCRIPTS}/lib/kubernetes/admin-kubeconfig.sh"
: "${HOST_NAME:?}" "${ROLE:?}" "${LAB:?}" "${MEMBERSHIP_PHASES:?}"

items=(ownership kubeconfig_copy membership kubelet_stopped routes links cni_files firewall records)
member_paths=(kubelet.conf bootstrap-kubelet.conf admin.conf pki/ca.crt manifests/kube-apiserver.yaml)

# left_in DIRECTORY NAME…: those that are there.
left_in() {
  local directory=$1 name
  shift
  for name in "$@"; do
    if [[ -e ${directory}/${name} ]]; then printf '%s\n' "${directory}/${name}"; fi
  done
}
member_files() {
  left_in "${kube_dir}" "${member_paths[@]}"
  left_in "${root}/var/lib" etcd/member kubelet/config.yaml
}

# The record says the lab; a control plane without one says it in admin.conf. Without either nobody knows whose node this is.
differs_ownership() {
  local lab=''
  [[ -n $(member_files) ]] || return 0
  if [[ -e ${membership_record} ]]; then
    lab=$(<"${membership_record}")
  elif [[ -e ${root}/var/lib/nuclab/init-begun ]]; then
    lab=$(<"${root}/var/lib/nuclab/init-begun")
  elif [[ -e ${admin_conf} ]]; then
    lab=$(cluster_name_of "${admin_conf}")
  elif [[ ! -e ${kubelet_conf} ]]; then
    return 0
  fi
  [[ ${lab} == "${LAB}" ]] || printf 'this host belongs to %s, not to lab %s\n' "${lab:+cluster }${lab:-a cluster unknown to nuclab}" "${LAB}"
}
change_ownership() {
  die 19 "$(differs_ownership)" "run 'kubeadm reset' on ${HOST_NAME} yourself if that cluster may lose it"
}

# Before the reset: afterwards nothing says whether the file is of this cluster.
differs_kubeconfig_copy() {
  if [[ -n ${admin_home} && -e ${admin_kubeconfig} && -e ${admin_conf} ]] && is_admin_kubeconfig "${admin_kubeconfig}"; then
    printf '%s gives access to this cluster\n' "${admin_kubeconfig}"
  fi
}
change_kubeconfig_copy() { rm -f "${admin_kubeconfig}"; }

differs_membership() {
  local left
  left=$(member_files | paste -sd ' ')
  [[ -z ${left} ]] || printf 'this host is a %s: %s\n' "${ROLE}" "${left}"
}
change_membership() {
  run_kubeadm 180 'kubeadm reset' reset --force --cri-socket "${cri_socket}" ||
    kubeadm_failed 16 'kubeadm reset failed' "make sure containerd runs on ${HOST_NAME}, then try again"
  # What kubeadm forgets when etcd or the kubelet's configuration were incomplete.
  rm -rf "${root}/var/lib/etcd/member"
  rm -f "${root}/var/lib/kubelet/config.yaml" "${root}/var/lib/kubelet/kubeadm-flags.env"
}

differs_kubelet_stopped() {
  local state
  state=$(systemctl is-active kubelet 2>/dev/null) || true
  [[ ${state} != active && ${state} != activating ]] || printf 'kubelet is %s, expected stopped\n' "${state}"
}
change_kubelet_stopped() { systemctl stop kubelet; }

# What the host remembers of the phases that are over with its membership.
read -ra phases <<<"${MEMBERSHIP_PHASES}"
records=("${phases[@]/#/markers/}")
records=("${records[@]/%/.json}" init-begun membership "${phases[@]/#/reference/}" "${phases[@]/#/replaced/}")
differs_records() {
  local left
  left=$(left_in "${root}/var/lib/nuclab" "${records[@]}" | paste -sd ' ')
  [[ -z ${left} ]] || printf 'the host remembers the membership: %s\n' "${left}"
}
change_records() { rm -rf "${records[@]/#/${root}/var/lib/nuclab/}"; }

run_step "$@"
