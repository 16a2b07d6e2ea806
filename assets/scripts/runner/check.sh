# shellcheck shell=bash
# Job: looks at steps without changing anything; continues session.sh.
# Inputs: the functions of session.sh; admin_user and one function of `put` lines for each step, from the runner's lines.
# Effects: a folder below /run/nuclab while it looks.
# Exit codes: as session.sh; the script's own code is said as `checked <code>`.

# check_step PHASE ID SECONDS STAGE: the script's read-only mode, directly, in a folder of its own.
check_step() {
  local phase=$1 code=0
  dir="${run:?}/check-${phase}.$2"
  trap 'rm -rf "${dir}"' EXIT
  new_folder
  "$4"
  say "check ${phase}"
  NUCLAB_STEP_DIR=${dir} NUCLAB_LIB=${dir}/lib NUCLAB_ADMIN_USER=${admin_user:?} \
    HOME=/root DEBIAN_FRONTEND=noninteractive timeout "$3" bash "${dir}/script.sh" check </dev/null 2>&1 || code=$?
  rm -rf "${dir}"
  say "checked ${code}"
}

# check_unless_running PHASE …: a step at work is not looked at, its differences are about to go.
check_unless_running() {
  if unit_runs "$1"; then
    say "running"
    return 0
  fi
  check_step "$@"
}
