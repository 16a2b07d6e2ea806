# shellcheck shell=bash
# Job: kubeadm join on a host in any state: never joined, cut off half-way, or known to the cluster no longer.
# Inputs: HOST_NAME, API_ENDPOINT; secret/join.yaml; common.sh, kube.sh and kubeadm.sh.
# Effects: those of kubeadm join and, over a half-done one, kubeadm reset; removes secret/join.yaml.
# Exit codes: 11 kubeadm's preflight, 16 join.

# shellcheck source-path=SCRIPTDIR source=kubeadm.sh
. "${NUCLAB_LIB:?}/kubeadm.sh"

join_config="${NUCLAB_STEP_DIR}/secret/join.yaml"
bootstrap_conf="${kube_dir}/bootstrap-kubelet.conf"
ca_file="${kube_dir}/pki/ca.crt"

remove_join_config() { rm -f "${join_config}"; }

# A kubelet that has its credentials registers its node when it starts: no join needed after somebody deleted the Node object.
registers_again() {
  local difference_now
  [[ -e ${kubelet_conf} && ! -e ${bootstrap_conf} ]] || return 1
  difference_now=$(differs_joined)
  case "${difference_now}" in
    *NotFound* | *'not found'* | *'is the machine with the id'* | *'has the address'*) ;;
    *x509:* | *Unauthorized* | *'must be logged in'* | *expired* | *'private key'* | *'invalid configuration'*) return 1 ;;
    *) die 16 "${difference_now}" "see that the control plane at ${API_ENDPOINT} answers, then deploy again" ;;
  esac
  systemctl restart kubelet
  wait_until 30 "node ${HOST_NAME} to be registered" settled joined
}

join_cluster() {
  [[ -r ${join_config} ]] || die 16 'the join configuration is not here' \
    'start this step through nuclab, which asks the control plane for a token'
  if [[ -e ${kubelet_conf} || -e ${bootstrap_conf} || -e ${ca_file} ]]; then
    reset_unfinished 'what an earlier or half-done join left is undone' 16
  elif [[ -n $(left_links) ]]; then
    # Somebody ran kubeadm reset, which leaves the bridge with the addresses of the old cluster.
    clean_network_remains
  fi
  if ! try_to_join; then
    remove_join_config
    # Over half a minute may pass until the cluster sees that the machine which had this name is gone.
    [[ ! -e ${NUCLAB_STEP_DIR}/name-taken ]] || die 16 "another machine with the name ${HOST_NAME} is a Ready node of this cluster" \
      "give one of the two another name in lab.yaml, or run 'kubectl delete node ${HOST_NAME}' if the other is gone"
    kubeadm_failed 16 'kubeadm join failed' "look at 'journalctl -u kubelet' on ${HOST_NAME}, then deploy again"
  fi
  remove_join_config
}

try_to_join() {
  local give_up=$((SECONDS + ${NUCLAB_NAME_WAIT_SECONDS:-75}))
  rm -f "${NUCLAB_STEP_DIR}/name-taken"
  until run_kubeadm 300 'kubeadm join' join --config "${join_config}"; do
    grep -q 'and status "Ready" already exists' "${kubeadm_output}" || return 1
    : >"${NUCLAB_STEP_DIR}/name-taken"
    # kubeadm wrote these two before it looked, and would stumble over them the next time.
    rm -f "${bootstrap_conf}" "${ca_file}"
    ((SECONDS < give_up)) || return 1
    printf 'waiting: for the old node %s to be NotReady (last saw Ready, %d s left)\n' "${HOST_NAME}" $((give_up - SECONDS))
    sleep "${NUCLAB_POLL_SECONDS:-5}"
  done
  rm -f "${NUCLAB_STEP_DIR}/name-taken"
}
