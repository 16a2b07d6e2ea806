# shellcheck shell=bash
# Job: takes a node out of the cluster, on the control plane: cordon, drain, delete the Node object.
# Inputs: the node's name; /etc/kubernetes/admin.conf.
# Effects: pods move off the node; the Node object is gone. A drain that does not end is given up, not forced.
# Exit codes: 0; 1 when the Node object cannot be deleted.

set -euo pipefail
umask 077
root="${NUCLAB_ROOT:-}"
export LC_ALL=C KUBECONFIG="${root}/etc/kubernetes/admin.conf"

# remove_node NODE DRAIN_SECONDS
remove_node() {
  local node=$1 seconds=$2 said
  if ! said=$(kubectl get node "${node}" --ignore-not-found --output=name --request-timeout=10s </dev/null 2>&1); then
    printf 'error: the API server does not respond: %s\n' "${said##*$'\n'}"
    exit 1
  fi
  if [[ -z ${said} ]]; then
    printf 'unchanged: node: %s is not a node of the cluster\n' "${node}"
    return 0
  fi
  kubectl cordon "${node}" </dev/null || printf 'warning: %s cannot be cordoned\n' "${node}"
  if ! said=$(kubectl drain "${node}" --ignore-daemonsets --delete-emptydir-data --timeout="${seconds}s" </dev/null 2>&1); then
    printf '%s\n' "${said}"
    said=$(grep -E 'pod[s]? .*"|evicting|error' <<<"${said}" | tail -n 1) || true
    printf 'warning: %s was not drained within %s s and leaves anyway: %s\n' "${node}" "${seconds}" "${said:-no pod named}"
  fi
  if ! kubectl delete node "${node}" --ignore-not-found --timeout=20s </dev/null; then
    printf 'error: the Node object %s cannot be deleted\n' "${node}"
    exit 1
  fi
  printf 'changed: node: %s drained and deleted\n' "${node}"
}
