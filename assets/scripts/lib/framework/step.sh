# shellcheck shell=bash
# Job: what every step script stands on: items that are checked and changed, waits, whole-file writes, the marker, failing.
# Inputs: NUCLAB_STEP_DIR, its inputs.env and marker.json; NUCLAB_ROOT (tests only). The script sets `items`, `outcomes` and the differs_ and
# change_ functions; it may define settle_changes (after changes) and keep_reference (after every success).
# Effects: sets `root`, the prefix of every path outside the step's folder; installs the EXIT trap (scripts use at_exit, never trap).
# Exit codes: 0, 10 differs (check only), 1 unexpected, 17 deadline passed, 18 still differs after the change; die gives the others.

# Library files name what they stand on, so this file may be named more than once.
[[ -z ${items+set} ]] || return 0

set -E
shopt -s inherit_errexit
umask 022
export LC_ALL=C
PATH="${PATH}:/usr/local/sbin:/usr/sbin:/sbin"
root="${NUCLAB_ROOT:-}"
items=()
# Items that earlier steps, here or on other hosts, bring about: check says `follows:` of them. What explains a difference may show only when
# its item is looked at, so a differs_ function may add the item (is_outcome_now).
outcomes=()
checking=0
# What several items read is read once for each number; every change, and every look of a wait, is a new one.
look_number=0
current_item=''
# 1 once the last line has been said: by die, or by a check that ended with differences.
outcome_said=0
failed_at=''
exit_commands=()

if [[ -r "${NUCLAB_STEP_DIR:?}/inputs.env" ]]; then
  # shellcheck source=/dev/null
  . "${NUCLAB_STEP_DIR}/inputs.env"
fi

# die CODE 'what' 'fix': the last line of a step that failed. Not inside $(…): there it would end only the subshell.
die() {
  outcome_said=1
  printf 'error: %s; fix: %s\n' "$2" "$3" >&2
  exit "$1"
}

warning() { printf 'warning: %s\n' "$*"; }

# at_exit 'command': runs when the script ends, however it ends.
at_exit() { exit_commands+=("$1"); }

finish() {
  local code=$? command
  trap - ERR
  set +e
  for command in "${exit_commands[@]}"; do eval "${command}"; done
  if ((code != 0 && outcome_said == 0)); then
    printf 'error: %s stopped unexpectedly%s%s; fix: %s\n' "$(basename "$0")" "${current_item:+ in ${current_item}}" \
      "${failed_at:+ (${failed_at})}" 'read the lines above it in the log, cure the cause and deploy again' >&2
    code=1
  fi
  exit "${code}"
}
trap finish EXIT
# The text of the command, not its values: nothing secret can be in it.
note_failure() { failed_at="exit $1 of: ${2%%$'\n'*}, ${3##*/}:$4"; }
trap 'note_failure "$?" "${BASH_COMMAND}" "${BASH_SOURCE[0]}" "${LINENO}"' ERR

# wait_until SECONDS 'what' command…: tries until the command succeeds; 1 when the time is over. `last_seen` is the last line it printed.
wait_until() {
  local limit=$1 what=$2 start=${SECONDS} told='' told_at=-10 left
  shift 2
  while true; do
    if last_seen=$("$@" 2>&1); then return 0; fi
    last_seen=${last_seen##*$'\n'}
    left=$((start + limit - SECONDS))
    if ((left <= 0)); then return 1; fi
    if ((SECONDS - told_at >= 10)) || [[ ${last_seen} != "${told}" && ${told_at} -lt ${SECONDS} ]]; then
      printf 'waiting: for %s (last saw %s, %d s left)\n' "${what}" "${last_seen:-nothing}" "${left}"
      told=${last_seen} told_at=${SECONDS}
    fi
    sleep "${NUCLAB_POLL_SECONDS:-0.3}"
  done
}

# wait_for SECONDS 'what' command…: as wait_until, but dies with 17. `wait_fix='do this' wait_for …` says what to do then.
wait_for() {
  wait_until "$@" && return 0
  die 17 "waited $1 s for $2, last saw ${last_seen:-nothing}" "${wait_fix:-look at the host and at this log, then deploy again}"
}

# settled ITEM: whether an item has no difference left; prints the difference, so that waits can say it.
settled() {
  local text
  look_number=$((look_number + 1))
  text=$("differs_$1")
  [[ -n ${text} ]] || return 0
  printf '%s\n' "${text}"
  return 1
}

# write_file PATH [MODE]: standard input becomes the file, whole or not at all; an equal file is not touched.
write_file() {
  # A hidden name: kubelet reads every other one in /etc/kubernetes/manifests.
  local path=$1 mode=${2:-0644} folder=${1%/*} new="${1%/*}/.${1##*/}.nuclab-new"
  mkdir -p "${folder}"
  (umask 077 && cat >"${new}")
  chmod "${mode}" "${new}"
  if cmp -s "${new}" "${path}" && [[ $(stat -c %a "${path}") == "$(stat -c %a "${new}")" ]]; then
    rm -f "${new}"
    return 0
  fi
  sync "${new}"
  mv -f "${new}" "${path}"
  sync "${folder}"
}

# Runs differs_<item> in this shell, so that die works in it; its status means nothing, its first line is the difference.
look_at() {
  current_item=$1 difference=''
  "differs_$1" >"${NUCLAB_STEP_DIR}/difference" || true
  IFS= read -r difference <"${NUCLAB_STEP_DIR}/difference" || true
}

# The marker remembers this run; a run that changed nothing and was asked for nothing new is not worth remembering.
write_marker() {
  local any_change=$1 marker old_count=0 old=''
  [[ -f "${NUCLAB_STEP_DIR}/marker.json" ]] || return 0
  marker="${root}/var/lib/nuclab/markers/$(basename "${NUCLAB_STEP_DIR}").json"
  if [[ -f ${marker} ]]; then
    old=$(<"${marker}")
    if [[ ${old} =~ \"runCount\":([0-9]+) ]]; then old_count=${BASH_REMATCH[1]}; fi
    old=${old/\"runCount\":${old_count}/\"runCount\":0}
  fi
  if ((any_change == 0)) && [[ ${old} == "$(<"${NUCLAB_STEP_DIR}/marker.json")" ]]; then return 0; fi
  sed "s/\"runCount\":0/\"runCount\":$((old_count + 1))/" "${NUCLAB_STEP_DIR}/marker.json" | write_file "${marker}" 0644
}

is_outcome() { [[ " ${outcomes[*]} " == *" $1 "* ]]; }

# is_outcome_now: for differs_ functions whose difference something else on the host explains.
is_outcome_now() { outcomes+=("${current_item}"); }

check_items() {
  local item word found=0
  # shellcheck disable=SC2034 # for the scripts and the other library files
  checking=1
  for item in "${items[@]}"; do
    look_at "${item}"
    [[ -n ${difference} ]] || continue
    word=differs
    if is_outcome "${item}"; then word=follows; fi
    printf '%s: %s: %s\n' "${word}" "${item}" "${difference}"
    found=10
  done
  outcome_said=1
  exit "${found}"
}

# Own items and outcomes alike: the change of an outcome waits for it.
apply_items() {
  local item was
  any_change=0
  for item in "${items[@]}"; do
    look_at "${item}"
    if [[ -z ${difference} ]]; then
      printf 'unchanged: %s\n' "${item}"
      continue
    fi
    was=${difference} any_change=1
    "change_${item}"
    look_number=$((look_number + 1))
    look_at "${item}"
    [[ -z ${difference} ]] || die 18 "${item}: after the change ${difference}" 'look for what sets it back on the host, then deploy again'
    printf 'changed: %s: %s\n' "${item}" "${was}"
  done
  if ((any_change)); then
    for item in "${items[@]}"; do
      look_at "${item}"
      [[ -z ${difference} ]] || die 18 "${item}: at the end of the step ${difference}" 'look for what sets it back on the host, then deploy again'
    done
  fi
  current_item=''
  if ((any_change)) && declare -F settle_changes >/dev/null; then settle_changes; fi
}

# run_step check | apply | apply ITEM…: with items, only these, and nothing is remembered of the run.
run_step() {
  local mode=${1:-}
  case "${mode}" in
    check) check_items ;;
    apply)
      shift
      if (($#)); then
        items=("$@")
        apply_items
        return 0
      fi
      apply_items
      if declare -F keep_reference >/dev/null; then keep_reference; fi
      write_marker "${any_change}"
      ;;
    *) die 1 "mode '${mode}' is not known" "call the script with 'check' or 'apply'" ;;
  esac
}
