# shellcheck shell=bash
# Job: the ground of one SSH exchange: the runner sends it on standard input, followed by check.sh or by unit.sh and follow.sh.
# Inputs: after them the runner writes functions made of `put` lines and the calls. NUCLAB_ROOT (tests only).
# Effects: folders below /run/nuclab; the transient unit nuclab-<phase>.
# Exit codes: 0 once it has said how the work ended, in lines that begin with the nonce; others: it could not even start it.

set -euo pipefail
umask 077
export LC_ALL=C
PATH="${PATH}:/usr/local/sbin:/usr/sbin:/sbin"
root="${NUCLAB_ROOT:-}"
run="${root}/run/nuclab"
# A pipe nobody writes to: `read -t` on it waits without starting a process.
exec 8<> <(:)

# begin NONCE: lines that start with it are the runner's, all others come from the script or from a noisy profile.
begin() {
  nonce=$1
  mkdir -p "${run}"
  say "boot $(<"${root}/proc/sys/kernel/random/boot_id")"
}

say() { printf '%s %s\n' "${nonce}" "$*"; }

# The builtin printf keeps the text out of every process's arguments and, unlike a here document, out of temporary files.
put() {
  local folder="${dir}/$1"
  folder=${folder%/*}
  [[ -d ${folder} ]] || mkdir -p "${folder}"
  printf '%s' "$2" >"${dir}/$1"
}

pause() { read -rt "$1" -u 8 || true; }

new_folder() {
  rm -rf "${dir}"
  mkdir -p "${dir}/files" "${dir}/secret"
}

unit_state() { systemctl show --property=ActiveState --value "nuclab-$1.service"; }

unit_runs() {
  case $(unit_state "$1") in
    active | activating | deactivating | reloading) return 0 ;;
  esac
  return 1
}

# A word of the staging folder, `-` when there is none.
remembered() {
  local word='-'
  if [[ -r "${dir}/$1" ]]; then IFS= read -r word <"${dir}/$1" || true; fi
  printf '%s' "${word:--}"
}

# acknowledge PHASE RUN_ID: the runner knows how this run ended, the host may forget it.
acknowledge() {
  dir="${run}/$1"
  [[ $(remembered run-id) == "$2" ]] || return 0
  case $(unit_state "$1") in
    failed) systemctl reset-failed "nuclab-$1.service" ;;
    inactive) ;;
    *) return 0 ;;
  esac
  rm -rf "${dir}"
}
