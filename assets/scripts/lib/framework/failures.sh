# shellcheck shell=bash
# Job: how a script ends: die with what and fix, an unexpected failure with its place, commands that run at the exit.
# Inputs: current_item, the item at hand.
# Effects: installs the EXIT and ERR traps (scripts use at_exit, never trap).
# Exit codes: 1 unexpected; die gives the others.

# 1 once the last line has been said: by die, or by a check that ended with differences.
end_said=0
failed_at=''
exit_commands=()

# die CODE 'what' 'fix': the last line of a step that failed. Not inside $(…): there it would end only the subshell.
die() {
  end_said=1
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
  if ((code != 0 && end_said == 0)); then
    printf 'error: %s stopped unexpectedly%s%s; fix: %s\n' "$(basename "$0")" "${current_item:+ in ${current_item}}" \
      "${failed_at:+ (${failed_at})}" 'read the log, fix the cause, then deploy again' >&2
    code=1
  fi
  exit "${code}"
}
trap finish EXIT
# The text of the command, not its values: nothing secret can be in it.
note_failure() { failed_at="exit $1 of: ${2%%$'\n'*}, ${3##*/}:$4"; }
trap 'note_failure "$?" "${BASH_COMMAND}" "${BASH_SOURCE[0]}" "${LINENO}"' ERR
