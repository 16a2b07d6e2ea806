# shellcheck shell=bash
# Job: what is remembered of a step that succeeded. Of a host's step on the host; lib/cluster/memory.sh puts the cluster's functions in place of
# read_marker and store_marker.
# Inputs: root, NUCLAB_STEP_DIR with marker.json, which the runner put there; its folder's name is the phase.
# Effects: /var/lib/nuclab/markers/<phase>.json, with the number of runs.
# Exit codes: none.

# read_marker PHASE: sets old_marker, empty when the step is not remembered.
read_marker() {
  local file="${root?}/var/lib/nuclab/markers/$1.json"
  old_marker=''
  if [[ -f ${file} ]]; then old_marker=$(<"${file}"); fi
}
# store_marker PHASE: standard input.
store_marker() { write_file "${root}/var/lib/nuclab/markers/$1.json" 0644; }

# write_marker ANY_CHANGE: a run that changed nothing (0) and was asked for nothing new is not worth remembering.
write_marker() {
  local any_change=$1 phase new old_count=0
  [[ -f "${NUCLAB_STEP_DIR:?}/marker.json" ]] || return 0
  phase=$(basename "${NUCLAB_STEP_DIR}")
  new=$(<"${NUCLAB_STEP_DIR}/marker.json")
  read_marker "${phase}"
  if [[ ${old_marker} =~ \"runCount\":([0-9]+) ]]; then old_count=${BASH_REMATCH[1]}; fi
  if ((any_change == 0)) && [[ ${old_marker/\"runCount\":${old_count}/\"runCount\":0} == "${new}" ]]; then return 0; fi
  store_marker "${phase}" <<<"${new/\"runCount\":0/\"runCount\":$((old_count + 1))}"
}
