# shellcheck shell=bash
# Job: what the host remembers of a step that succeeded.
# Inputs: root, NUCLAB_STEP_DIR with marker.json, which the runner put there; its folder's name is the phase.
# Effects: /var/lib/nuclab/markers/<phase>.json, with the number of runs.
# Exit codes: none.

# write_marker ANY_CHANGE: a run that changed nothing (0) and was asked for nothing new is not worth remembering.
write_marker() {
  local any_change=$1 marker old_count=0 old=''
  [[ -f "${NUCLAB_STEP_DIR:?}/marker.json" ]] || return 0
  marker="${root?}/var/lib/nuclab/markers/$(basename "${NUCLAB_STEP_DIR}").json"
  if [[ -f ${marker} ]]; then
    old=$(<"${marker}")
    if [[ ${old} =~ \"runCount\":([0-9]+) ]]; then old_count=${BASH_REMATCH[1]}; fi
    old=${old/\"runCount\":${old_count}/\"runCount\":0}
  fi
  if ((any_change == 0)) && [[ ${old} == "$(<"${NUCLAB_STEP_DIR}/marker.json")" ]]; then return 0; fi
  sed "s/\"runCount\":0/\"runCount\":$((old_count + 1))/" "${NUCLAB_STEP_DIR}/marker.json" | write_file "${marker}" 0644
}
