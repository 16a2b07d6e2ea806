# shellcheck shell=bash
# Job: labels and taints of Node objects, as lines `node label key=value` and `node taint key=value:Effect`.
# Inputs: NODES, CONTROL_PLANE_NODES, SCHEDULABLE_CONTROL_PLANE; files/node-settings; node_lines of the script; kube.sh.
# Effects: Node objects. The annotation nuclab/settings remembers which keys are ours, so that one that left the inventory goes.
# Exit codes: 20 the API server refuses.

# shellcheck source-path=SCRIPTDIR source=kube.sh
. "${NUCLAB_LIB:?}/kube.sh"

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

# Two more kinds of line: `node ours label key`, from the annotation, and `node cordoned yes`.
live_settings() {
  local text
  # shellcheck disable=SC2016 # a go-template
  text=$(node_lines '{{$n := .metadata.name}}{{range $k, $v := .metadata.labels}}
{{$n}} label {{$k}}={{$v}}{{end}}{{range .spec.taints}}
{{$n}} taint {{.key}}{{with .value}}={{.}}{{end}}:{{.effect}}{{end}}{{if .spec.unschedulable}}
{{$n}} cordoned yes{{end}}{{range $k, $v := .metadata.annotations}}{{if eq $k "nuclab/settings"}}
{{$n}} ours {{$v}}{{end}}{{end}}') || { printf '%s\n' "${text}" && return 1; }
  # The annotation holds `label a,taint b:NoSchedule`.
  awk '$2 == "ours" { n = $1; sub(/^[^ ]+ ours /, ""); count = split($0, keys, ","); for (i = 1; i <= count; i++) print n, "ours", keys[i]; next } NF > 1' <<<"${text}"
}

# `label key=value` -> `label key`, `taint key=value:Effect` -> `taint key:Effect`: by these a setting is replaced or removed.
without_value() { sed -E 's/^([^ ]+ label [^=]+)=.*/\1/; s/^([^ ]+ taint [^=:]+)=[^:]*/\1/'; }

# settings_to_change: `nuc02 lacks label disk=ssd`, `nuc02 has taint gpu:NoSchedule no longer wanted`, `nuc02 is cordoned`.
settings_to_change() {
  local live wanted wanted_keys node mark rest
  live=$(live_settings) || { printf '%s\n' "${live}" && return 1; }
  wanted=$(wanted_settings)
  wanted_keys=$(without_value <<<"${wanted}")
  { grep -vxF -f <(printf '%s\n' "${live}") <<<"${wanted}" || true; } | sed 's/ / lacks /'
  while read -r node mark rest; do
    case "${mark}" in
      cordoned) printf '%s is cordoned\n' "${node}" ;;
      ours)
        if ! grep -qxF "${node} ${rest}" <<<"${wanted_keys}"; then printf '%s has %s no longer wanted\n' "${node}" "${rest}"; fi
        ;;
      taint)
        if [[ ${SCHEDULABLE_CONTROL_PLANE} == true && ${rest} == "${control_plane_role}:NoSchedule" && " ${CONTROL_PLANE_NODES} " == *" ${node} "* ]]; then
          printf '%s has taint %s no longer wanted\n' "${node}" "${rest}"
        fi
        ;;
    esac
  done <<<"${live}" | sort -u
}

# remember_settings NODE KEYS: in the annotation, unless it holds just these keys.
remember_settings() {
  [[ $2 == "${remembered[$1]:-}" ]] || change_node annotate node "$1" "nuclab/settings=$2" --overwrite
  remembered[$1]=$2
}

# Remembering comes first: were this cut off in between, a key set but not remembered would stay for ever.
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
      'is cordoned') change_node uncordon "${node}" ;;
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
