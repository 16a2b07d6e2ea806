# shellcheck shell=bash
# Job: settle_changes: after a repair on a host that is a node, waits until the node is Ready again with its system pods, so that the next
# check of the lab finds nothing. Not on a host that has yet to become one: its later steps wait.
# Inputs: none.
# Effects: none.
# Exit codes: none: a node that is not Ready in time is warned of.

. "${NUCLAB_SCRIPTS:?}/lib/kubernetes/kubelet.sh"

node_ready=$(<"${NUCLAB_SCRIPTS}/lib/cluster/node-ready.gotemplate")
system_pods="$(<"${NUCLAB_SCRIPTS}/lib/cluster/pod-state.gotemplate")$(<"${NUCLAB_SCRIPTS}/lib/cluster/system-pods.gotemplate")"

# The name under which this host once became a node, from the marker of the step that made it one.
finished_node() {
  local marker text
  for marker in "${root}"/var/lib/nuclab/markers/*.json; do
    if [[ ! -r ${marker} ]]; then continue; fi
    text=$(<"${marker}")
    if [[ ${text} =~ \"makes\":\"(control-plane|worker)\" && ${text} =~ \"host\":\"([^\"]+)\" ]]; then
      printf '%s\n' "${BASH_REMATCH[1]}" && return 0
    fi
  done
}

settle_changes() {
  local name
  is_node || return 0
  name=$(finished_node)
  [[ -n ${name} ]] || return 0
  wait_until "${node_settle_seconds:?}" "node ${name} to be Ready again" node_settled "${name}" ||
    warning "node ${name} is not Ready again: ${last_seen}"
}

# node_settled NAME: with a kubelet that somebody stopped or that cannot start, a Node object that is gone, or on a worker whose API server does
# not respond, there is nothing to wait for: other steps see to that.
node_settled() {
  local asks=kube_as_node text
  see_units kubelet.service
  [[ ${unit_active['kubelet.service']} == active ]] || return 0
  kubelet_answers || { echo 'kubelet does not respond' && return 1; }
  if [[ -e ${admin_conf} ]]; then asks=kube; fi
  if ! text=$("${asks}" get node "$1" -o "go-template=${node_ready}" 2>&1); then
    [[ ${text} != *'(NotFound)'* ]] || return 0
    [[ ${asks} == kube_as_node && $(problem_of "${text}") == unreachable ]] && return 0
    last_line "${text}"
    return 1
  fi
  [[ ${text} == True ]] || { printf '%s\n' "${text}" && return 1; }
  text=$("${asks}" get pods --all-namespaces --field-selector "spec.nodeName=$1" -o "go-template=${system_pods}" 2>&1) || { last_line "${text}" && return 1; }
  [[ ${text} == *kube-flannel* ]] || { echo 'no pod of flannel' && return 1; }
  grep -v ' Ready$' <<<"${text}" | head -n 1 | grep . && return 1
  return 0
}
