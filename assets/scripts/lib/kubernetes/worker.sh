# shellcheck shell=bash
# Job: kubeadm join on a host in any state: never joined, cut off half-way, or known to the cluster no longer.
# Inputs: HOST_NAME, HOST_ADDRESS, LAB, API_ENDPOINT; secret/join.yaml.
# Effects: those of kubeadm join and, over an unfinished one, kubeadm reset; removes secret/join.yaml.
# Exit codes: 11 kubeadm's preflight, 16 join.

. "${NUCLAB_SCRIPTS:?}/lib/kubernetes/kubeadm.sh"
. "${NUCLAB_SCRIPTS}/lib/kubernetes/registration.sh"

join_config="${NUCLAB_STEP_DIR}/secret/join.yaml"
bootstrap_conf="${kube_dir}/bootstrap-kubelet.conf"
ca_file="${kube_dir}/pki/ca.crt"

node_template="$(<"${NUCLAB_SCRIPTS}/lib/kubernetes/node-fields.gotemplate")$(<"${NUCLAB_SCRIPTS}/lib/kubernetes/node.gotemplate")"

remove_join_config() { rm -f "${join_config}"; }

see_node() {
  [[ ${node_seen:-} != "${look_number}" ]] || return 0
  node_seen=${look_number} node_problem=''
  node_answer=$(kube_as_node get node "${HOST_NAME}" -o "go-template=${node_template}" 2>&1) || node_problem=$(problem_of "${node_answer}")
}

# What the host is, and whether the cluster takes it for that. A Node object that is gone is for registered to say.
differs_joined() {
  if ! is_node; then
    printf 'this host is not a node, expected a worker of %s\n' "${LAB}"
    return 0
  fi
  see_node
  if [[ ${node_problem} == refused ]]; then
    printf 'the API server refuses the credentials of node %s, expected valid ones\n' "${HOST_NAME}"
  else
    identity_difference "${HOST_NAME}" "${HOST_ADDRESS}"
  fi
}
change_joined() {
  if is_node && [[ ! -e ${bootstrap_conf} && -z ${node_problem} ]]; then
    systemctl restart kubelet
    wait_until 30 "node ${HOST_NAME} to be this host" settled joined && return 0
  fi
  join_cluster
  wait_fix="look at 'journalctl -u kubelet' on ${HOST_NAME}" wait_for 60 "node ${HOST_NAME} to be registered" joined_and_registered
}

joined_and_registered() { settled joined && settled registered; }

change_registered() { register_again; }

differs_api_answers() {
  is_node || return 0
  see_node
  [[ ${node_problem} != unreachable ]] || printf 'the API server does not respond: %s\n' "$(last_line "${node_answer}")"
}
change_api_answers() {
  wait_until "${api_seconds:?}" 'the API server' settled api_answers ||
    die 16 "${last_seen}" "make sure the control plane at ${API_ENDPOINT} responds, then deploy again"
}

join_cluster() {
  forget_reference
  [[ -r ${join_config} ]] || die 16 'the join configuration is missing' \
    'start this step through nuclab, which asks the control plane for a token'
  if [[ -e ${kubelet_conf} || -e ${bootstrap_conf} || -e ${ca_file} ]]; then
    reset_unfinished 'what an earlier or unfinished join left behind is undone' 16
  elif [[ -n $(left_links) ]]; then
    # Somebody ran kubeadm reset, which leaves the bridge with the addresses of the old cluster.
    clean_network_remains
  fi
  if ! try_to_join; then
    remove_join_config
    # Over half a minute may pass until the cluster notices that the machine which had this name is gone.
    [[ ! -e ${NUCLAB_STEP_DIR}/name-taken ]] || die 16 "another machine with the name ${HOST_NAME} is a Ready node of this cluster" \
      "give one of the two another name in lab.yaml, or run 'kubectl delete node ${HOST_NAME}' if the other is gone"
    kubeadm_failed 16 'kubeadm join failed' "look at 'journalctl -u kubelet' on ${HOST_NAME}, then deploy again"
  fi
  remove_join_config
}

try_to_join() {
  local give_up=$((SECONDS + name_wait_seconds))
  rm -f "${NUCLAB_STEP_DIR}/name-taken"
  until run_kubeadm 300 'kubeadm join' join --config "${join_config}"; do
    grep -q 'and status "Ready" already exists' "${kubeadm_output}" || return 1
    : >"${NUCLAB_STEP_DIR}/name-taken"
    # kubeadm wrote these two before it looked, and would stumble over them the next time.
    rm -f "${bootstrap_conf}" "${ca_file}"
    ((SECONDS < give_up)) || return 1
    printf 'waiting: for the old node %s to be NotReady (last saw Ready, %d s left)\n' "${HOST_NAME}" $((give_up - SECONDS))
    sleep "${name_poll_seconds:?}"
  done
  rm -f "${NUCLAB_STEP_DIR}/name-taken"
}
