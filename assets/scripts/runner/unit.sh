# shellcheck shell=bash
# Job: starts a step as the transient unit nuclab-<phase>, or attaches to the one that runs; continues session.sh and follow.sh.
# Inputs: the functions of session.sh; `stage`, which puts the step's files; want_* and owner, set by the runner's lines.
# Effects: /run/nuclab/<phase>, the unit; /run/nuclab/.<phase>.lock is held while deciding, so that two never start.
# Exit codes: as session.sh; 1 with a line on standard error when the unit cannot be started.

# A run that is another one's and has other inputs: it ends first, ours runs then.
wait_while_busy() {
  local phase=$1 rounds=0
  while unit_runs "${phase}"; do
    if ((rounds % 20 == 0)); then say "busy ${phase} $(dir="${run:?}/${phase}" remembered owner)"; fi
    rounds=$((rounds + 1))
    pause 0.5
  done
}

lock() {
  exec 9>"${run:?}/.$1.lock"
  flock -w 60 9 || {
    printf 'another nuclab run holds %s for 60 s\n' "${run:?}/.$1.lock" >&2
    exit 1
  }
}

start_unit() {
  local phase=$1 unit="nuclab-$1.service"
  new_folder
  stage
  : >"${dir}/log"
  if [[ $(unit_state "${phase}") == failed ]]; then systemctl reset-failed "${unit}"; fi
  systemd-run --quiet --unit="${unit}" --service-type=exec --description="nuclab ${phase}" \
    --property=RuntimeMaxSec="${want_seconds:?}" --property=TimeoutStopSec=10 \
    /bin/bash "${dir}/supervise.sh" "${admin_user:?}" </dev/null >&2 9>&-
}

# Whether this run is on the host already: running, ended, or killed after it was seen to start.
began_as_ours() {
  [[ $(remembered run-id) == "${want_run:?}" ]] || return 1
  [[ $2 == resume || -e "${dir}/exit" ]] || unit_runs "$1"
}

# run_unit PHASE MODE SKIP OTHER_PHASES…: MODE is `start`, or `resume` for a run that was seen to start: it is never started again here.
run_unit() {
  local phase=$1 mode=$2 skip=$3 other
  shift 3
  for other in "$@"; do wait_while_busy "${other}"; done
  dir="${run:?}/${phase}"
  lock "${phase}"
  while unit_runs "${phase}" && [[ $(remembered run-id) != "${want_run:?}" && $(remembered digest) != "${want_digest:?}" ]]; do
    exec 9>&-
    wait_while_busy "${phase}"
    lock "${phase}"
  done
  if began_as_ours "${phase}" "${mode}"; then
    say "attached ${want_run}"
  elif unit_runs "${phase}"; then
    skip=0
    say "attached $(remembered run-id) $(remembered owner)"
  elif [[ ${mode} == resume ]]; then
    say lost
    return 0
  else
    skip=0
    start_unit "${phase}"
    say "started ${want_run}"
  fi
  exec 9>&-
  follow "${skip}" "${phase}"
}
