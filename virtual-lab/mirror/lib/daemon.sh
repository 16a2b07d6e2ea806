# shellcheck shell=bash
# Starts and stops background processes, and never one that is not ours.
# Inputs: STATE_DIR. Effects: STATE_DIR/NAME.{pid,log}. Exit codes: 1 when a process does not respond in time.

# started_at PID: the process's start time in ticks since boot; with the number it names a process for good.
started_at() {
  local stat
  { stat=$(<"/proc/$1/stat"); } 2>/dev/null || return 1
  # The program's name may hold spaces, so count from its closing bracket.
  read -ra stat <<<"${stat##*) }"
  [[ ${stat[0]} != Z ]] && echo "${stat[19]}"
}

# running NAME: prints the pid if the process we started still runs.
running() {
  local pid ticks
  [[ -s $STATE_DIR/$1.pid ]] && read -r pid ticks <"$STATE_DIR/$1.pid" || return 1
  [[ "$(started_at "$pid")" == "$ticks" ]] && echo "$pid"
}

# answers ADDRESS PORT PATH: anything that speaks HTTP there. bash's own client, because no proxy may come in between.
# In a subshell that survives a server that answers and closes before it has read the whole question.
answers() (
  trap '' PIPE
  { exec 7<>"/dev/tcp/$1/$2"; } 2>/dev/null || exit 1
  printf 'GET %s HTTP/1.0\r\nHost: %s\r\n\r\n' "$3" "$1" >&7 2>/dev/null || exit 1
  read -r -t 2 line <&7 || exit 1
  [[ $line == HTTP/* ]]
)

# start_daemon NAME ADDRESS PORT PATH COMMAND...: starts it unless it runs, and waits until it answers.
start_daemon() {
  local name=$1 address=$2 port=$3 path=$4 pid state=changed deadline=$((SECONDS + 10))
  shift 4
  if pid=$(running "$name"); then
    state=unchanged
  else
    if answers "$address" "$port" "$path"; then
      die "$address:$port is already in use, $name cannot start there: stop what uses it, or give another address"
    fi
    # Without the lock and pipe descriptors of the caller, which would otherwise wait for the daemon to end.
    setsid "$@" >"$STATE_DIR/$name.log" 2>&1 </dev/null 3>&- 8>&- 9>&- &
    pid=$!
    printf '%s %s\n' "$pid" "$(started_at "$pid")" >"$STATE_DIR/$name.pid"
  fi
  until answers "$address" "$port" "$path"; do
    running "$name" >/dev/null ||
      die "$name ended at once: $(tail -n 1 "$STATE_DIR/$name.log"): fix that; the log is $STATE_DIR/$name.log"
    ((SECONDS < deadline)) ||
      die "$name does not respond on $address:$port after 10 s: see $STATE_DIR/$name.log"
    sleep 0.1
  done
  say "$state: $name answers on $address:$port"
}

# stop_daemon NAME: asks, waits five seconds, then insists.
stop_daemon() {
  local pid tries
  if ! pid=$(running "$1"); then
    rm -f "$STATE_DIR/$1.pid"
    return 0
  fi
  kill -TERM "$pid" 2>/dev/null || true
  for ((tries = 0; tries < 50; tries++)); do
    running "$1" >/dev/null || break
    sleep 0.1
  done
  if running "$1" >/dev/null; then kill -KILL "$pid" 2>/dev/null || true; fi
  rm -f "$STATE_DIR/$1.pid"
  say "changed: $1 stopped"
}
