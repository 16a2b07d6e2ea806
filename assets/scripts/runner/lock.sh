# shellcheck shell=bash
# Job: the lock by which several admins' nuclabs know of each other on a host; continues session.sh.
# Inputs: the functions of session.sh; lock_id (<deployment>.<daemon>), lock_owner, lock_purpose and lock_since, a line each.
# Effects: /run/nuclab/lock: those four lines and the uptime at the last heartbeat; /run/nuclab/.lock is held meanwhile.
# Exit codes: as session.sh. The answer is said as `lock <new|own|stale|held|lost|gone> <seconds>`, the holder's lines before it.

# Seconds without a heartbeat after which a lock is its taker's.
lock_expiry=30

# The holder's lines, and the seconds since its last heartbeat by the one clock that nobody sets.
look_at_holder() {
  local now beat=0
  exec 9>"${run:?}/.lock"
  flock -w 4 9 || {
    printf 'another nuclab run holds %s for 4 s\n' "${run}/.lock" >&2
    exit 1
  }
  holder=()
  if [[ -e "${run}/lock" ]]; then mapfile -t holder <"${run}/lock"; fi
  read -r now _ <"${root?}/proc/uptime"
  now=${now%%.*}
  if [[ ${holder[4]:-} =~ ^[0-9]{1,12}$ ]]; then beat=$((10#${holder[4]})); fi
  # A beat ahead of the clock is one of before the host restarted.
  if ((beat > now)); then beat=0; fi
  age=$((now - beat))
}

# Of our deployment, even if another daemon of it took it.
is_ours() {
  local ours=${lock_id:?}
  [[ ${holder[0]%%.*} == "${ours%%.*}" ]]
}

# write_lock SINCE
write_lock() {
  local now
  read -r now _ <"${root?}/proc/uptime"
  printf '%s\n' "${lock_id:?}" "${lock_owner:?}" "${lock_purpose:?}" "$1" "${now%%.*}" >"${run:?}/lock.new"
  mv -f "${run}/lock.new" "${run}/lock"
}

answer() {
  local line
  for line in "${holder[@]:0:4}"; do say "holder ${line}"; done
  say "lock $1 ${age:?}"
}

# take_lock: nobody's becomes ours, and so does one without a heartbeat.
take_lock() {
  look_at_holder
  if ((${#holder[@]} == 0)); then
    write_lock "${lock_since:?}"
    answer new
  elif is_ours; then
    write_lock "${holder[3]:-${lock_since:?}}"
    answer own
  elif ((age > lock_expiry)); then
    write_lock "${lock_since:?}"
    answer stale
  else
    answer held
  fi
}

# renew_lock: a heartbeat. One that is gone, because the host restarted, is taken again; one that is somebody else's stays theirs.
renew_lock() {
  look_at_holder
  if ((${#holder[@]} == 0)); then
    write_lock "${lock_since:?}"
    answer new
  elif is_ours; then
    write_lock "${holder[3]:-${lock_since:?}}"
    answer own
  else
    answer lost
  fi
}

# release_lock: only our own; a later daemon of the deployment may have it by now.
release_lock() {
  look_at_holder
  if [[ ${holder[0]:-} == "${lock_id:?}" ]]; then rm -f "${run:?}/lock"; fi
  answer gone
}
