# shellcheck shell=bash
# Job: asking the cluster's API server; nothing here changes anything.
# Inputs: `root` of common.sh.
# Effects: kubectl's discovery cache goes to /run/nuclab-kubectl.
# Exit codes: none.

. "${NUCLAB_SCRIPTS:?}/lib/framework/step.sh"

kube_dir="${root:-}/etc/kubernetes"
admin_conf="${kube_dir}/admin.conf"
kubelet_conf="${kube_dir}/kubelet.conf"

# kubectl_with KUBECONFIG …: each request ends in time for a wait to keep its deadline, and for a check to be quick.
kubectl_with() { kubectl --kubeconfig "$1" --cache-dir "${root}/run/nuclab-kubectl" --request-timeout="$((checking ? 3 : 10))s" "${@:2}"; }

# With the cluster's admin credentials.
kube() { kubectl_with "${admin_conf}" "$@"; }

# With this node's own: it may read its own Node object and its pods. It is not asked when nothing listens at the API server's address,
# where it would try its discovery five times.
kube_as_node() {
  local server
  server=$(server_of "${kubelet_conf}")
  server=${server#https://}
  [[ -n ${server} ]] || { printf 'invalid configuration: %s names no API server\n' "${kubelet_conf}" && return 1; }
  answers_at "${server%:*}" "${server##*:}" || { printf 'nothing listens at %s\n' "${server}" && return 1; }
  kubectl_with "${kubelet_conf}" "$@"
}

# answers_at ADDRESS PORT: whether a connection can be made within 2 s.
# shellcheck disable=SC2016 # the inner shell's parameters
answers_at() { timeout 2 bash -c ': <>"/dev/tcp/$1/$2"' bash "$1" "$2" 2>/dev/null; }

# Of a kubeconfig as kubeadm and kubelet write it; nothing when it cannot be read, as after a power loss in the middle of writing.
cluster_name_of() { awk '/^[a-z]/ { part = $1 } part == "clusters:" && /^  name:/ { print $2; exit }' "$1" 2>/dev/null || true; }
server_of() { awk '$1 == "server:" { print $2; exit }' "$1" 2>/dev/null || true; }

# last_line TEXT: for sentences. Without what another look would say otherwise: klog's time and process, this side's port.
last_line() {
  local line=${1##*$'\n'}
  if [[ ${line} =~ ^[EWIF][0-9]{4}\ [0-9:.]+\ +[0-9]+\ [a-z_]+\.go:[0-9]+\]\ (.*)$ ]]; then line=${BASH_REMATCH[1]}; fi
  if [[ ${line} =~ ^(.*)\ [0-9.]+:[0-9]+-\>(.*)$ ]]; then line="${BASH_REMATCH[1]} ${BASH_REMATCH[2]}"; fi
  printf '%s' "${line% - did you specify the right host or port?}"
}

api_ready() {
  local answer
  answer=$(kube get --raw /readyz 2>&1) && return 0
  last_line "${answer}"
  return 1
}

# node_problem of an answer that kubectl gave instead of a node: `absent`, `refused` (these credentials are not valid) or `unreachable`.
problem_of() {
  case "$1" in
    *NotFound* | *'not found'*) echo absent ;;
    *x509:* | *Unauthorized* | *'must be logged in'* | *expired* | *'private key'* | *'invalid configuration'*) echo refused ;;
    *) echo unreachable ;;
  esac
}

# The functions below stand on see_node of the script, which sets node_problem (empty when the node was read) and node_answer.

# Whether the API server knows this very machine under that name: identity_difference NAME ADDRESS
identity_difference() {
  local machine_id addresses
  [[ -z ${node_problem:-} ]] || return 0
  read -r machine_id _ _ addresses <<<"${node_answer:-}"
  if [[ ${machine_id} != "$(<"${root}/etc/machine-id")" ]]; then
    printf 'node %s is another machine, expected this host\n' "$1"
  elif [[ " ${addresses} " != *" $2 "* ]]; then
    printf 'node %s has the address %s, applied %s\n' "$1" "${addresses:-none}" "$2"
  fi
}

# absence_difference NAME: of a node that somebody deleted.
absence_difference() { [[ ${node_problem:-} != absent ]] || printf 'node %s is not registered, applied registered\n' "$1"; }
