# shellcheck shell=bash
# Job: what a finished control plane is made of: kubeconfigs, static pod manifests, the API server, its node, no open bootstrap tokens.
# Inputs: HOST_NAME, HOST_ADDRESS, LAB, KUBERNETES_VERSION; files/kubeadm.yaml.
# Effects: kubeconfigs made anew, manifests as they were applied, containerd and kubelet started, the node marked, tokens deleted.
# Exit codes: 15 the API server does not respond, runs another version, or a file cannot be made anew; 17 deadline.

. "${NUCLAB_SCRIPTS:?}/lib/kubernetes/control-plane.sh"
. "${NUCLAB_SCRIPTS}/lib/kubernetes/admin-conf.sh"
. "${NUCLAB_SCRIPTS}/lib/kubernetes/registration.sh"
. "${NUCLAB_SCRIPTS}/programs/restore-settings.sh"

differs_admin_conf() {
  if is_finished; then admin_conf_difference "https://${HOST_ADDRESS}:6443"; fi
}
change_admin_conf() { make_kubeconfig admin; }

# Of kubelet, controller manager and scheduler, which stop at their next start without it.
missing_kubeconfig() {
  local name
  for name in kubelet controller-manager scheduler; do
    if [[ ! -e ${kube_dir}/${name}.conf ]]; then printf '%s\n' "${name}" && return 0; fi
  done
}
differs_kubeconfigs() {
  local name
  is_finished && [[ -e ${admin_conf} ]] || return 0
  name=$(missing_kubeconfig)
  [[ -z ${name} ]] || printf '%s is missing, expected present\n' "${kube_dir}/${name}.conf"
}
change_kubeconfigs() {
  local name
  while name=$(missing_kubeconfig) && [[ -n ${name} ]]; do
    make_kubeconfig "${name}"
    [[ ${name} != kubelet ]] || systemctl restart kubelet
  done
}

# make_kubeconfig NAME: with the cluster's own CA.
make_kubeconfig() {
  [[ -e ${kube_dir}/pki/ca.key ]] || die 15 "${kube_dir}/$1.conf is missing or not valid, and ${kube_dir}/pki/ca.key is missing" \
    "restore ${kube_dir} from a backup, or run 'kubeadm reset' on ${HOST_NAME} if the cluster may go, then deploy again"
  rm -f "${kube_dir}/$1.conf"
  run_kubeadm 60 "$1.conf" init phase kubeconfig "$1" --config "${kubeadm_config}" ||
    kubeadm_failed 15 "$1.conf could not be made" "run 'kubeadm init phase kubeconfig $1' on ${HOST_NAME}, fix what it names, then deploy again"
}

# Files of other static pods are not ours.
manifests=(/etc/kubernetes/manifests/{etcd,kube-apiserver,kube-controller-manager,kube-scheduler}.yaml)

differs_manifests() {
  if is_finished; then reference_difference "${manifests[@]}"; fi
}
# Manifests of another version may belong to an upgrade by hand: what it has written into etcd an older API server must not read.
change_manifests() {
  see_api
  [[ -z ${api_version} || ${api_version} == "v${KUBERNETES_VERSION}" ]] || change_api_version
  put_back "${manifests[@]}"
}

see_api() {
  [[ ${api_seen:-} != "${look_number}" ]] || return 0
  api_seen=${look_number} api_version=''
  api_answer=$(kube get --raw /version 2>&1) || return 0
  if [[ ${api_answer} =~ \"gitVersion\":\ *\"([^\"]*)\" ]]; then api_version=${BASH_REMATCH[1]}; fi
}

# Own, unless something on this host explains it: downstream of this step everything does.
differs_api_answers() {
  if ! is_finished || [[ ! -e ${admin_conf} ]]; then return 0; fi
  see_api
  [[ -z ${api_version} ]] || return 0
  printf 'the API server does not respond: %s\n' "$(last_line "${api_answer}")"
  if ((checking)) && { [[ -n $(differs_manifests)$(differs_kubelet_service)$(differs_kubelet_files) ]] || ! kubelet_answers || earlier_step_explains; }; then inherit_now; fi
}
# A finished control plane is started and waited for, whatever is wrong with it: its data are the cluster.
change_api_answers() {
  start_and_await_api "${api_start_seconds:?}" || die 15 "the API server of this control plane does not respond: ${last_seen}" \
    "${look_here}; nuclab does not reset it, because its etcd data are the cluster"
}

differs_api_version() {
  is_finished || return 0
  see_api
  [[ -z ${api_version} || ${api_version} == "v${KUBERNETES_VERSION}" ]] || printf 'the API server runs %s, applied v%s\n' "${api_version}" "${KUBERNETES_VERSION}"
}
change_api_version() {
  die 15 "the API server runs ${api_version}, expected v${KUBERNETES_VERSION}" "run 'kubeadm upgrade apply v${KUBERNETES_VERSION}' on ${HOST_NAME}, or set kubernetes.version back in lab.yaml"
}

# The node and the bootstrap tokens, in one request.
nodes_template="$(<"${NUCLAB_SCRIPTS}/lib/kubernetes/node-fields.gotemplate")$(<"${NUCLAB_SCRIPTS}/lib/kubernetes/nodes-and-tokens.gotemplate")"
see_node() {
  local text
  [[ ${node_seen:-} != "${look_number}" ]] || return 0
  node_seen=${look_number} node_answer='' tokens='' node_problem=unreachable
  see_api
  [[ -n ${api_version} ]] || return 0
  text=$(kube --namespace kube-system get nodes,secrets -o "go-template=${nodes_template}" 2>&1) || return 0
  node_answer=$(sed -n "s/^node ${HOST_NAME} //p" <<<"${text}")
  tokens=$(sed -n 's/^token //p' <<<"${text}")
  node_problem=''
  [[ -n ${node_answer} ]] || node_problem=absent
}

differs_identity() {
  is_finished && is_node || return 0
  see_node
  identity_difference "${HOST_NAME}" "${HOST_ADDRESS}"
}
change_identity() {
  systemctl restart kubelet
  wait_fix="${look_here}" wait_for 60 "node ${HOST_NAME} to be this host" settled identity
}

# A Node object that was deleted comes back without its role.
change_registered() {
  register_again
  run_kubeadm 60 'the control-plane mark' init phase mark-control-plane --config "${kubeadm_config}" ||
    kubeadm_failed 15 'the node could not be marked as control plane' "${look_here}, then deploy again"
  restore_settings "${HOST_NAME}"
}

# Tokens of a join under way live minutes; what lives longer, or came from kubeadm init, is nobody's.
standing_tokens() {
  local latest
  see_node
  [[ -n ${tokens} ]] || return 0
  latest=$(date -u -d '+30 minutes' +%Y-%m-%dT%H:%M:%SZ)
  awk -v latest="${latest}" '$2 > latest || /made by kubeadm init/ {print $1}' <<<"${tokens}"
}

differs_bootstrap_tokens() {
  if is_finished && [[ -n $(standing_tokens) ]]; then echo 'bootstrap tokens are still valid, expected none'; fi
}
change_bootstrap_tokens() {
  local names
  names=$(standing_tokens)
  # shellcheck disable=SC2086 # one word per secret
  kube -n kube-system delete secret --ignore-not-found ${names} >/dev/null
}
