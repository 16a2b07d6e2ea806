# shellcheck shell=bash
# Job: asking the cluster's API server and this host's kubelet; nothing here changes anything but kubelet_running's change.
# Inputs: `root` of common.sh.
# Effects: kubectl's discovery cache goes to /run/nuclab-kubectl; change_kubelet_* enable and start the kubelet service.
# Exit codes: 17 when the kubelet does not answer in time.

# shellcheck source-path=SCRIPTDIR source=common.sh
. "${NUCLAB_LIB:?}/common.sh"

kube_dir="${root:-}/etc/kubernetes"
admin_conf="${kube_dir}/admin.conf"
kubelet_conf="${kube_dir}/kubelet.conf"

# kubectl with the cluster's admin credentials; each request ends after 10 s, so that every wait keeps its deadline.
kube() { kubectl --kubeconfig "${admin_conf}" --cache-dir "${root}/run/nuclab-kubectl" --request-timeout=10s "$@"; }

# kubectl with this node's own credentials: it may read its own Node object. It is not asked when nothing listens at the API
# server's address, where it would try its discovery five times.
kube_as_node() {
  answers_at "${API_ENDPOINT%:*}" "${API_ENDPOINT##*:}" || { printf 'nothing answers at %s\n' "${API_ENDPOINT}" && return 1; }
  kubectl --kubeconfig "${kubelet_conf}" --cache-dir "${root}/run/nuclab-kubectl" --request-timeout=10s "$@"
}

# answers_at ADDRESS PORT: whether a connection can be made within 3 s.
# shellcheck disable=SC2016 # the inner shell's parameters
answers_at() { timeout 3 bash -c ': <>"/dev/tcp/$1/$2"' bash "$1" "$2" 2>/dev/null; }

# Of a kubeconfig as kubeadm and kubelet write it; nothing when it cannot be read, as after a power loss in the middle of writing.
cluster_name_of() { awk '/^[a-z]/ { part = $1 } part == "clusters:" && /^  name:/ { print $2; exit }' "$1" 2>/dev/null || true; }
server_of() { sed -n 's/^ *server: //p' "$1" 2>/dev/null | head -n 1 || true; }

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

# read_node KUBECTL-FUNCTION NAME: machine-id, kubelet's version and addresses of a Node object, in node_answer. Two items that
# follow each other share one request.
read_node() {
  if [[ ${node_read:-} == "$* ${SECONDS}" ]]; then return 0; fi
  node_answer=$("$1" get node "$2" \
    -o 'jsonpath={.status.nodeInfo.machineID} {.status.nodeInfo.kubeletVersion} {.status.addresses[?(@.type=="InternalIP")].address}' 2>&1) || return 1
  node_read="$* ${SECONDS}"
}

# node_difference KUBECTL-FUNCTION NAME ADDRESS: whether the API server knows this very machine under that name and address.
node_difference() {
  local machine_id version addresses own
  read_node "$1" "$2" || {
    printf 'the API server does not show node %s: %s\n' "$2" "$(last_line "${node_answer}")"
    return 0
  }
  read -r machine_id version addresses <<<"${node_answer}"
  own=$(<"${root}/etc/machine-id")
  if [[ ${machine_id} != "${own}" ]]; then
    printf 'node %s is the machine with the id %s, this host is %s\n' "$2" "${machine_id}" "${own}"
  elif [[ " ${addresses} " != *" $3 "* ]]; then
    printf 'node %s has the address %s, wanted %s\n' "$2" "${addresses:-none}" "$3"
  fi
}

# kubelet_version_difference KUBECTL-FUNCTION NAME VERSION: the running kubelet, not the package, which a missed restart leaves behind.
kubelet_version_difference() {
  local version=''
  if read_node "$1" "$2"; then read -r _ version _ <<<"${node_answer}"; fi
  [[ ${version} == "v$3" ]] || printf 'kubelet runs %s, wanted v%s\n' "${version:-no known version}" "$3"
}

kubelet_answers() {
  local status=''
  { exec 4<>"/dev/tcp/127.0.0.1/${NUCLAB_KUBELET_PORT:-10248}"; } 2>/dev/null || return 1
  printf 'GET /healthz HTTP/1.0\r\n\r\n' >&4
  IFS= read -r -t 3 status <&4 || true
  exec 4>&-
  [[ ${status} == *' 200 '* ]]
}

kubelet_healthy() {
  local state
  state=$(systemctl is-active kubelet 2>/dev/null) || true
  if [[ ${state} != active ]]; then
    printf 'kubelet is %s, wanted running\n' "${state:-unknown}"
    return 1
  fi
  kubelet_answers && return 0
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
