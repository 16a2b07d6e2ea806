# shellcheck shell=bash
# Job: makes and deletes the bootstrap token of one join, on the control plane.
# Inputs: none but /etc/kubernetes/admin.conf; kubeadm makes the token itself, so that it never is an argument.
# Effects: a token that lives ten minutes; it is printed to standard output, which the runner keeps in memory.
# Exit codes: 0, or that of kubeadm.

set -euo pipefail
umask 077
root="${NUCLAB_ROOT:-}"
export LC_ALL=C KUBECONFIG="${root}/etc/kubernetes/admin.conf"

# signed ID: whether the control plane has signed cluster-info with the token. A join before that waits five seconds for its next look.
signed() {
  [[ -n $(kubectl --namespace kube-public get configmap cluster-info --output "jsonpath={.data.jws-kubeconfig-$1}" 2>/dev/null </dev/null) ]]
}

# mint_token NODE
mint_token() {
  local token tries
  token=$(kubeadm token create --ttl 10m --description "nuclab: $1 joins" </dev/null)
  for ((tries = 0; tries < 25; tries++)); do
    if signed "${token%%.*}"; then break; fi
    sleep 0.2
  done
  printf 'token %s\n' "${token}"
  cat "${root}/etc/kubernetes/pki/ca.crt"
}

# revoke_token ID: one that is gone already, because its time was over, is as good.
revoke_token() {
  local said
  said=$(kubeadm token delete "$1" 2>&1 </dev/null) || [[ ${said} == *'not found'* ]]
}
