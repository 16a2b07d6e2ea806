#!/usr/bin/env bash
# Job: functions that the lab's host scripts share; sourced, never run.
# Inputs: none.
# Effects: none when sourced.
# Exit codes: 1 through die.

say() { printf 'lab: %s\n' "$*" >&2; }

# The caller shows an error once, where it ends: the mark keeps it out of the progress lines.
die() {
  say "error: $*"
  exit 1
}

# The directories of one control group: one per cgroup v1 hierarchy and one in v2, whether or not they exist yet.
cgroup_directories() {
  local group=$1 root type
  while read -r _ root type _; do
    case $type in
      cgroup | cgroup2) printf '%s%s\n' "$root" "$group" ;;
    esac
  done </proc/mounts
}

# remove_cgroups GROUP: the group with all below it, in every hierarchy; fails while one has a process.
remove_cgroups() {
  local group
  for group in $(cgroup_directories "$1"); do
    [[ ! -d $group ]] || find "$group" -depth -type d -exec rmdir {} + 2>/dev/null || return 1
  done
}

# The start time of a process in clock ticks: a process id and its start time together are never used twice.
# A zombie has none.
start_time() {
  local stat
  stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
  stat=${stat##*) }
  [[ $stat != Z* ]] || return 1
  cut -d ' ' -f 20 <<<"$stat"
}

# is_running PID_FILE: whether the process that wrote "PID START_TIME" there still runs.
is_running() {
  local pid started
  read -r pid started 2>/dev/null <"$1" || return 1
  [[ $(start_time "$pid") == "$started" ]]
}

# wait_until SECONDS WHAT COMMAND…: polls COMMAND ten times a second, dies naming WHAT when the time is over.
wait_until() {
  local seconds=$1 what=$2 deadline
  shift 2
  deadline=$((SECONDS + seconds))
  until "$@"; do
    ((SECONDS < deadline)) || die "gave up after $seconds s waiting for $what"
    sleep 0.1
  done
}
