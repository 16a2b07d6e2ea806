# shellcheck shell=bash
# Job: labels and taints of Node objects, as lines `node label key=value` and `node taint key=value:Effect`.
# Inputs: NODES, CONTROL_PLANE_NODES, SCHEDULABLE_CONTROL_PLANE; files/node-settings.
# Effects: Node objects. The annotation nuclab/settings remembers which keys are ours, so that one that left the inventory goes.
# Exit codes: 20 the API server refuses.

. "${NUCLAB_SCRIPTS:?}/lib/cluster/view.sh"

control_plane_role='node-role.kubernetes.io/control-plane'

: "${NODES:?}" "${CONTROL_PLANE_NODES:?}" "${SCHEDULABLE_CONTROL_PLANE:?}"

# The inventory's lines and what follows from the roles.
wanted_settings() {
  local node
  cat "${NUCLAB_STEP_DIR}/files/node-settings"
  for node in ${NODES}; do
    if [[ " ${CONTROL_PLANE_NODES} " != *" ${node} "* ]]; then
      printf '%s label node-role.kubernetes.io/worker=\n' "${node}"
      continue
    fi
    printf '%s label %s=\n' "${node}" "${control_plane_role}"
    [[ ${SCHEDULABLE_CONTROL_PLANE} == true ]] || printf '%s taint %s:NoSchedule\n' "${node}" "${control_plane_role}"
  done
}

# Two more kinds of line: `node ours label key`, from the annotation, and `node cordoned yes`. Of registered nodes of the inventory.
live_settings() {
  awk -v nodes=" ${NODES} " -f "${NUCLAB_SCRIPTS}/lib/cluster/live-settings.awk" <<<"${cluster_view}"
}

# `label key=value` -> `label key`, `taint key=value:Effect` -> `taint key:Effect`: by these a setting is replaced or removed.
without_value() { sed -E 's/^([^ ]+ label [^=]+)=.*/\1/; s/^([^ ]+ taint [^=:]+)=[^:]*/\1/'; }

# settings_to_change: lines `node lacks label disk=ssd` or `node lacks label disk=ssd label disk=hdd` with what is there instead,
# `node has taint gpu:NoSchedule`, `node cordoned`. A node that is not registered has no settings yet.
settings_to_change() {
  local control_planes=''
  if [[ ${SCHEDULABLE_CONTROL_PLANE} == true ]]; then control_planes=${CONTROL_PLANE_NODES}; fi
  awk -v role="${control_plane_role}" -v untainted=" ${control_planes} " -f "${NUCLAB_SCRIPTS}/lib/cluster/settings-to-change.awk" \
    - <(wanted_settings) < <(grep '^node ' <<<"${cluster_view}" && live_settings) | sort | cut -d ' ' -f 2-
}

# The same for people, node by node.
settings_in_words() { awk -f "${NUCLAB_SCRIPTS}/lib/cluster/settings-in-words.awk"; }

# remember_settings NODE KEYS: in the annotation, unless it holds just these keys.
remember_settings() {
  [[ $2 == "${remembered[$1]:-}" ]] || change_node annotate node "$1" "nuclab/settings=$2" --overwrite
  remembered[$1]=$2
}

# Remembering comes first: were this cut off in between, a key set but not remembered would stay forever.
apply_settings() {
  local live wanted_keys changes node verb kind setting nodes
  local -A remembered=()
  live=$(live_settings)
  wanted_keys=$(wanted_settings | without_value)
  changes=$(settings_to_change)
  nodes=$(cut -d ' ' -f 1 <<<"${changes}" | sort -u)
  for node in ${nodes}; do
    remembered[${node}]=$(sed -n "s/^${node} ours //p" <<<"${live}" | sort -u | paste -sd ,)
    remember_settings "${node}" "$({ sed -n "s/^${node} ours //p" <<<"${live}" && sed -n "s/^${node} //p" <<<"${wanted_keys}"; } | sort -u | paste -sd ,)"
  done
  while read -r node verb kind setting _; do
    case "${verb} ${kind}" in
      'lacks label' | 'lacks taint') change_node "${kind}" node "${node}" "${setting}" --overwrite ;;
      'cordoned ') change_node uncordon "${node}" ;;
      has*) change_node "${kind}" node "${node}" "${setting}-" ;;
    esac
  done <<<"${changes}"
  for node in ${nodes}; do
    remember_settings "${node}" "$(sed -n "s/^${node} //p" <<<"${wanted_keys}" | sort -u | paste -sd ,)"
  done
}

change_node() {
  local text
  text=$(kube "$@" 2>&1) || [[ ${text} == *'not found'* && $1 == taint ]] ||
    die 20 "the API server refuses 'kubectl $*': $(last_line "${text}")" 'correct the label or taint of this host in lab.yaml'
  printf '%s\n' "${text}"
}
