# shellcheck shell=bash
# Job: gives a Node object that was deleted and has registered again the labels and taints that the step nodes had set. On the control plane;
# stands on nothing else, so that the runner can send it there after a worker's step. init-control-plane.sh sources it.
# Inputs: node-settings in the ConfigMap nuclab of kube-system: lines `nuc02 label disk=ssd` and `nuc02 taint gpu=true:NoSchedule`.
# Effects: labels, taints and the annotation nuclab/settings of the Node object; nothing where the step nodes has not run yet.
# Exit codes: those of kubectl.

set -euo pipefail
root="${NUCLAB_ROOT:-}"

# restore_settings NODE
restore_settings() {
  local node=$1 name kind setting keys='' labels=() taints=() settings
  local role='node-role.kubernetes.io/control-plane'
  settings=$(node_kubectl --namespace kube-system get configmap nuclab --ignore-not-found --output 'jsonpath={.data.node-settings}')
  [[ -n ${settings} ]] || return 0
  while read -r name kind setting; do
    [[ ${name} == "${node}" ]] || continue
    if [[ ${kind} == label ]]; then
      labels+=("${setting}")
      keys+="label ${setting%%=*}"$'\n'
    else
      taints+=("${setting}")
      keys+="taint ${setting%%[=:]*}:${setting##*:}"$'\n'
    fi
  done <<<"${settings}"
  keys=$(printf '%s' "${keys}" | sort -u | paste -sd ,)
  node_kubectl annotate node "${node}" "nuclab/settings=${keys}" --overwrite
  if ((${#labels[@]})); then node_kubectl label node "${node}" "${labels[@]}" --overwrite; fi
  # kubeadm's mark sets it whether or not the control plane is to take pods.
  if [[ " ${labels[*]} " == *" ${role}= "* && " ${taints[*]} " != *" ${role}:NoSchedule "* ]]; then
    node_kubectl taint node "${node}" "${role}:NoSchedule-" >/dev/null 2>&1 || true
  fi
  if ((${#taints[@]})); then node_kubectl taint node "${node}" "${taints[@]}" --overwrite; fi
}

node_kubectl() { kubectl --kubeconfig "${root}/etc/kubernetes/admin.conf" --request-timeout=10s "$@" </dev/null; }
