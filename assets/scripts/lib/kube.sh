# shellcheck shell=bash
# Job: asking the cluster's API server and this host's kubelet; nothing here changes anything but kubelet_running's change.
# Inputs: `root` of common.sh.
# Effects: kubectl's discovery cache goes to /run/nuclab-kubectl; change_kubelet_* enable and start the kubelet service.
# Exit codes: 17 when the kubelet does not answer in time.

kube_dir="${root:-}/etc/kubernetes"
admin_conf="${kube_dir}/admin.conf"
kubelet_conf="${kube_dir}/kubelet.conf"

# kubectl with the cluster's admin credentials; each request ends after 10 s, so that every wait keeps its deadline.
kube() { kubectl --kubeconfig "${admin_conf}" --cache-dir "${root}/run/nuclab-kubectl" --request-timeout=10s "$@"; }

# kubectl with this node's own credentials: it may read its own Node object. The first request ends soon when the API server's
# host is gone; without it kubectl would try its discovery five times.
kube_as_node() {
  kubectl --kubeconfig "${kubelet_conf}" --request-timeout=3s get --raw /version >/dev/null || return 1
  kubectl --kubeconfig "${kubelet_conf}" --cache-dir "${root}/run/nuclab-kubectl" --request-timeout=10s "$@"
}

# kubeconfig_field FILE JSONPATH: nothing when the file cannot be read, as after a power loss in the middle of writing it.
kubeconfig_field() { kubectl config view --kubeconfig "$1" -o "jsonpath=$2" 2>/dev/null || true; }

cluster_name_of() { kubeconfig_field "$1" '{.clusters[0].name}'; }
server_of() { kubeconfig_field "$1" '{.clusters[0].cluster.server}'; }

# The last line of a text without `Error from server`, for sentences.
last_line() { printf '%s' "${1##*$'\n'}"; }

api_ready() {
  local answer
  answer=$(kube get --raw /readyz 2>&1) && return 0
  last_line "${answer}"
  return 1
}

# settled ITEM: whether an item has no difference left; prints the difference, so that waits can say it.
settled() {
  local text
  text=$("differs_$1")
  [[ -n ${text} ]] || return 0
  printf '%s\n' "${text}"
  return 1
}

# node_difference KUBECTL-FUNCTION NAME ADDRESS: whether the API server knows this very machine under that name and address.
node_difference() {
  local kubectl=$1 name=$2 address=$3 answer machine_id
  if ! answer=$("${kubectl}" get node "${name}" \
    -o 'jsonpath={.status.nodeInfo.machineID} {.status.addresses[?(@.type=="InternalIP")].address}' 2>&1); then
    printf 'the API server does not show node %s: %s\n' "${name}" "$(last_line "${answer}")"
    return 0
  fi
  machine_id=$(<"${root}/etc/machine-id")
  if [[ ${answer%% *} != "${machine_id}" ]]; then
    printf 'node %s is the machine with the id %s, this host is %s\n' "${name}" "${answer%% *}" "${machine_id}"
  elif [[ " ${answer#* } " != *" ${address} "* ]]; then
    printf 'node %s has the address %s, wanted %s\n' "${name}" "${answer#* }" "${address}"
  fi
}

kubelet_healthy() {
  local state
  state=$(systemctl is-active kubelet 2>/dev/null) || true
  if [[ ${state} != active ]]; then
    printf 'kubelet is %s, wanted running\n' "${state:-unknown}"
    return 1
  fi
  kubectl --kubeconfig /dev/null --server http://127.0.0.1:10248 --request-timeout=5s get --raw /healthz >/dev/null 2>&1 && return 0
  printf 'kubelet runs but does not answer at 127.0.0.1:10248\n'
  return 1
}

differs_kubelet_running() { kubelet_healthy || true; }
change_kubelet_running() {
  systemctl restart kubelet
  wait_fix="look at 'journalctl -u kubelet' on this host" wait_for 60 'kubelet to answer' kubelet_healthy
}

differs_kubelet_enabled() {
  local state
  state=$(systemctl is-enabled kubelet 2>/dev/null) || true
  [[ ${state} == enabled ]] || printf 'kubelet is %s at boot, wanted enabled\n' "${state:-unknown}"
}
change_kubelet_enabled() { systemctl enable kubelet; }

# kubelet_version_difference KUBECTL-FUNCTION NAME VERSION: the running kubelet, not the package, which a missed restart leaves behind.
kubelet_version_difference() {
  local running
  running=$("$1" get node "$2" -o 'jsonpath={.status.nodeInfo.kubeletVersion}' 2>/dev/null) || true
  [[ ${running} == "v$3" ]] || printf 'kubelet runs %s, wanted v%s\n' "${running:-no known version}" "$3"
}
