#!/usr/bin/env bash
# Job: main process of the transient unit nuclab-<phase>: runs the staged script, keeps its exit code for whoever follows.
# Inputs: $1 the user the operator logs in as; the staging folder this file lies in: script.sh, lib/, inputs.env, secret/.
# Effects: appends to log; removes secret/ however the script ends; writes exit, whole or not at all.
# Exit codes: always 0 once the script has ended, so that a failed step leaves no failed unit.
set -euo pipefail

dir=${BASH_SOURCE[0]%/*}
exec >>"${dir}/log" 2>&1 </dev/null
umask 077
trap 'rm -rf "${dir}/secret"' EXIT
# Stopped by systemd: dies of it, without an exit file, because the script's own code would hide that it was stopped.
trap 'rm -rf "${dir}/secret"; trap - TERM EXIT; kill -TERM $$' TERM

export NUCLAB_STEP_DIR=${dir} NUCLAB_SCRIPTS=${dir} NUCLAB_ADMIN_USER=${1:?} \
  LC_ALL=C HOME=/root DEBIAN_FRONTEND=noninteractive

code=0
bash "${dir}/script.sh" apply || code=$?

rm -rf "${dir}/secret"
printf '%s\n' "${code}" >"${dir}/exit.new"
mv "${dir}/exit.new" "${dir}/exit"
