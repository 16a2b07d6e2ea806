# shellcheck shell=bash
# Job: waits that have a deadline, and say what they wait for and what they last saw.
# Inputs: poll_seconds; wait_fix and wait_code, set for one call; look_number.
# Effects: sets last_seen.
# Exit codes: 17 deadline passed.

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
    sleep "${poll_seconds:?}"
  done
}

# wait_for SECONDS 'what' command…: as wait_until, but dies with 17. `wait_fix='do this' wait_for …` says what to do then; `wait_code=21` gives
# another exit code.
wait_for() {
  wait_until "$@" && return 0
  die "${wait_code:-17}" "waited $1 s for $2, last saw ${last_seen:-nothing}" "${wait_fix:-check the host and this log, then deploy again}"
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
