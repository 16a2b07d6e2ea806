# shellcheck shell=bash
# shellcheck disable=SC2034 # what is set here is read by the scripts and the other library files
# Job: what every phase script sources first and calls last: the loop over its items, in two modes. docs/scripts/framework.md is the contract.
# Inputs: NUCLAB_STEP_DIR with inputs.env and marker.json; `items`, `inherited`, differs_ and change_ functions of the script; if it defines
# them, settle_changes (called after changes) and keep_reference (after every success).
# Effects: those of the script; /var/lib/nuclab/markers/<phase>.json.
# Exit codes: 0, 10 differs (check only), 1 unexpected, 17 deadline passed, 18 still differs after the change; die gives the others.

# Library files name what they stand on, so this file may be named more than once.
[[ -z ${items+set} ]] || return 0

set -E
shopt -s inherit_errexit
umask 022
export LC_ALL=C
PATH="${PATH}:/usr/local/sbin:/usr/sbin:/sbin"
items=()
# Items that earlier steps, here or on other hosts, bring about: check says `follows:` of them. What explains a difference may show only when
# its item is checked, so a differs_ function may add the item (inherit_now).
inherited=()
checking=0
# What several items read is read once for each number; every change, and every look of a wait, is a new one.
look_number=0
current_item=''
# The last line that an awaited command printed.
last_seen=''

. "${NUCLAB_SCRIPTS:?}/lib/framework/knobs.sh"
# Every library file sources this one: if shellcheck followed these lines, too, each time, it would take minutes. It checks them on their own.
# shellcheck source=/dev/null
{
  . "${NUCLAB_SCRIPTS}/lib/framework/failures.sh"
  . "${NUCLAB_SCRIPTS}/lib/framework/waits.sh"
  . "${NUCLAB_SCRIPTS}/lib/framework/write-file.sh"
  . "${NUCLAB_SCRIPTS}/lib/framework/marker.sh"
}

if [[ -r "${NUCLAB_STEP_DIR:?}/inputs.env" ]]; then
  # shellcheck source=/dev/null
  . "${NUCLAB_STEP_DIR}/inputs.env"
fi

# Runs differs_<item> in this shell, so that die works in it; its status means nothing, its first line is the difference.
look_at() {
  current_item=$1 difference=''
  "differs_$1" >"${NUCLAB_STEP_DIR}/difference" || true
  IFS= read -r difference <"${NUCLAB_STEP_DIR}/difference" || true
}

is_inherited() { [[ " ${inherited[*]} " == *" $1 "* ]]; }

# inherit_now: for differs_ functions whose difference something else on the host explains.
inherit_now() { inherited+=("${current_item}"); }

check_items() {
  local item word found=0
  checking=1
  for item in "${items[@]}"; do
    look_at "${item}"
    [[ -n ${difference} ]] || continue
    word=differs
    if is_inherited "${item}"; then word=follows; fi
    printf '%s: %s: %s\n' "${word}" "${item}" "${difference}"
    found=10
  done
  end_said=1
  exit "${found}"
}

# Own and inherited items alike: the change of an inherited one waits for it.
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
    [[ -z ${difference} ]] || die 18 "${item}: after the change ${difference}" 'find what reverts it on the host, then deploy again'
    printf 'changed: %s: %s\n' "${item}" "${was}"
  done
  if ((any_change)); then
    for item in "${items[@]}"; do
      look_at "${item}"
      [[ -z ${difference} ]] || die 18 "${item}: at the end of the step ${difference}" 'find what reverts it on the host, then deploy again'
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
