# shellcheck shell=bash
# Job: looks at steps without changing anything, all at once; continues session.sh.
# Inputs: the functions of session.sh; admin_user and one function of `put` lines for each step, from the runner's lines.
# Effects: folders below /run/nuclab while it looks.
# Exit codes: as session.sh; each script's own code is said as `checked <code>`.

# check_step PHASE SECONDS STAGE: the script's read-only mode, directly, in a folder of its own.
check_step() {
  local phase=$1 code=0
  dir="${looks:?}/${phase}"
  new_folder
  "$3"
  say "check ${phase}"
  NUCLAB_STEP_DIR=${dir} NUCLAB_SCRIPTS=${dir} NUCLAB_ADMIN_USER=${admin_user:?} \
    HOME=/root DEBIAN_FRONTEND=noninteractive timeout "$2" bash "${dir}/script.sh" check </dev/null 2>&1 || code=$?
  say "checked ${code}"
}

# check_unless_running PHASE …: a running step is not checked, its differences are about to go.
check_unless_running() {
  if unit_runs "$1"; then
    say "running"
    return 0
  fi
  check_step "$@"
}

# begin_checks ID: a folder that other runners' looks do not share.
begin_checks() {
  looks="${run:?}/check.$1"
  trap 'rm -rf "${looks}"' EXIT
  mkdir -p "${looks}"
  started=()
}

# start_check PHASE SECONDS STAGE: side by side with the others, since a check mostly waits for other programs.
start_check() {
  check_unless_running "$@" >"${looks}/$1.said" 2>&1 &
  started+=("$!:$1")
}

# What each check said, one after the other, in the order they were started.
end_checks() {
  local each
  for each in "${started[@]}"; do
    wait "${each%%:*}" || true
    cat "${looks}/${each#*:}.said"
  done
}
