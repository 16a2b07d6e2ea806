# shellcheck shell=bash
# Job: what the API server knows of the nodes of the inventory and of the pods the cluster itself runs on them, read in two requests.
# Inputs: NODES; kube.sh.
# Effects: none.
# Exit codes: none.

. "${NUCLAB_SCRIPTS:?}/lib/kubernetes/kube.sh"

view_template="$(<"${NUCLAB_SCRIPTS}/lib/cluster/pod-state.gotemplate")$(<"${NUCLAB_SCRIPTS}/lib/cluster/view.gotemplate")"

# see_cluster: fills cluster_view, or cluster_problem with what the API server said instead.
# shellcheck disable=SC2034 # cluster_problem is for the script
see_cluster() {
  local text
  [[ ${cluster_seen:-} != "${look_number}" ]] || return 0
  cluster_seen=${look_number} cluster_view='' cluster_problem=''
  if ((checking)); then young_after=$(date -u -d '-30 seconds' +%Y-%m-%dT%H:%M:%SZ); fi
  if text=$(kube --namespace kube-system get nodes,services,pods -o "go-template=${view_template}" 2>&1) &&
    cluster_view=${text} && text=$(kube --namespace kube-flannel get pods,daemonsets -o "go-template=${view_template}" 2>&1); then
    cluster_view+=$'\n'${text}
  else
    cluster_view='' cluster_problem=$(last_line "${text}")
  fi
}

# viewed PROGRAM: what the awk program, which continues view.awk, prints of the view. In a check, what is about to settle by itself, as after
# a restart, is no difference yet.
viewed() {
  awk -v inventory="${NODES:?}" -v latest="${young_after:-none}" -f "${NUCLAB_SCRIPTS}/lib/cluster/view.awk" -f "$1" <<<"${cluster_view}"
}
