# shellcheck shell=bash
# Job: kubeadm init: begun once, finished when it was cut off, never repeated over a control plane that was finished; bootstrap tokens.
# Inputs: HOST_NAME, HOST_ADDRESS, LAB; files/kubeadm.yaml; common.sh, kube.sh and kubeadm.sh.
# Effects: those of kubeadm init; /var/lib/nuclab/init-begun while it has not ended well.
# Exit codes: 11 kubeadm's preflight, 15 init.

# shellcheck source-path=SCRIPTDIR source=kubeadm.sh
. "${NUCLAB_LIB:?}/kubeadm.sh"

# Only there while this host has no finished control plane of ours: what allows to reset.
init_begun="${root}/var/lib/nuclab/init-begun"
kubeadm_config="${NUCLAB_STEP_DIR}/files/kubeadm.yaml"
etcd_data="${root}/var/lib/etcd/member"
look_here="look at 'crictl ps -a' and 'journalctl -u kubelet' on ${HOST_NAME}"

has_control_plane() { [[ -e ${admin_conf} || -e ${kube_dir}/manifests/kube-apiserver.yaml || -e ${etcd_data} ]]; }

# No --ignore-preflight-errors: what kubeadm finds is told to the user as it is.
kubeadm_init() {
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
      "${look_here}, or run 'kubeadm reset' there, and deploy again"
    return 0
  fi
  [[ ! -e ${root}/var/lib/nuclab/markers/control-plane.json ]] || die 15 'kubeadm init was begun on a control plane that nuclab had finished earlier' \
    "${look_here}; run 'kubeadm reset' there only if the cluster may go"
  reset_unfinished 'an unfinished kubeadm init, whose API server never answered, is undone' 15
  init_control_plane
}

start_and_await_api() {
  systemctl start containerd kubelet || true
  wait_until "$1" 'the API server' api_ready
}

# A finished control plane is started and waited for, whatever is wrong with it: its data are the cluster.
revive_control_plane() {
  [[ -e ${admin_conf} ]] || die 15 "${etcd_data} or ${kube_dir}/manifests hold a control plane, but ${admin_conf} is missing" \
    "restore ${kube_dir} from a backup, or run 'kubeadm reset' on ${HOST_NAME} if the cluster may go, and deploy again"
  start_and_await_api 180 || die 15 "the API server of this control plane does not answer: ${last_seen}" \
    "${look_here}; nuclab does not reset it, because its etcd data are the cluster"
  if ! settled initialised >/dev/null; then
    systemctl restart kubelet
    wait_fix="${look_here}" wait_for 60 "node ${HOST_NAME} to be registered" settled initialised
  fi
  # A Node object that was deleted comes back without its role.
  [[ $(kube get node "${HOST_NAME}" -o 'jsonpath={.metadata.labels}') == *node-role.kubernetes.io/control-plane* ]] ||
    run_kubeadm 60 'the control-plane mark' init phase mark-control-plane --config "${kubeadm_config}" ||
    kubeadm_failed 15 'the node could not be marked as control plane' "${look_here}, then deploy again"
}

# Tokens of a join under way live minutes; what lives longer, or came from kubeadm init, is nobody's.
standing_tokens() {
  local latest
  latest=$(date -u -d '+30 minutes' +%Y-%m-%dT%H:%M:%SZ)
  kube -n kube-system get secrets --field-selector type=bootstrap.kubernetes.io/token -o 'go-template={{range .items}}{{.metadata.name}} {{with .data.expiration}}{{base64decode .}}{{else}}never{{end}} {{with .data.description}}{{base64decode .}}{{end}}{{"\n"}}{{end}}' |
    awk -v latest="${latest}" '$2 > latest || /made by kubeadm init/ {print $1}'
}

differs_bootstrap_tokens() {
  local names
  if ! names=$(standing_tokens 2>&1); then
    printf 'the bootstrap tokens cannot be listed: %s\n' "$(last_line "${names}")"
  elif [[ -n ${names} ]]; then
    printf '%d bootstrap tokens stand open, wanted none\n' "$(wc -l <<<"${names}")"
  fi
}
change_bootstrap_tokens() {
  local names
  names=$(standing_tokens)
  # shellcheck disable=SC2086 # one word per secret
  kube -n kube-system delete secret --ignore-not-found ${names} >/dev/null
}
