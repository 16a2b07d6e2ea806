# shellcheck shell=bash
# Job: says in one line in what a text file differs from the one that was applied: `maxPods is 20 in /var/lib/kubelet/config.yaml, expected none`.
# Inputs: `root` of common.sh. YAML, TOML, systemd units and `NAME=value` files.
# Effects: none.
# Exit codes: none.

. "${NUCLAB_SCRIPTS:?}/lib/framework/step.sh"

# file_difference FILE APPLIED: both whole files; FILE is named without the root.
file_difference() {
  if [[ ! -f ${root}$1 ]]; then
    printf '%s is missing, expected present\n' "$1"
  elif ! cmp -s "$2" "${root}$1"; then
    changed_setting "$1" "$2"
  fi
}

# text_difference FILE: as file_difference, standard input is what was applied.
text_difference() {
  local applied="${NUCLAB_STEP_DIR}/applied"
  cat >"${applied}"
  file_difference "$1" "${applied}"
}

changed_setting() {
  awk -v file="$1" -f "${NUCLAB_SCRIPTS}/lib/reference/changed-setting.awk" live="${root}$1" "$2" "${root}$1" 2>/dev/null
}
