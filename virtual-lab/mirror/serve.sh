#!/usr/bin/env bash
# Serves a mirror to the lab's hosts: images on :5000, packages on :8080, a proxy to the package archives on :8888.
# Inputs: start MIRROR_DIR ADDRESS STATE_DIR | start-proxy ADDRESS STATE_DIR BIN_DIR | stop STATE_DIR | status STATE_DIR.
# Effects: three background processes; configuration, logs and pid files in STATE_DIR. Uses http_proxy as upstream if set.
# Exit codes: 1 a server does not start (status: one does not run), 2 usage.
set -euo pipefail
SOURCE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=lib/common.sh
. "$SOURCE/lib/common.sh"
# shellcheck source=lib/daemon.sh
. "$SOURCE/lib/daemon.sh"
SERVERS=(registry files proxy)

usage() {
  printf 'mirror: %s\nusage: serve.sh start MIRROR_DIR ADDRESS STATE_DIR | start-proxy ADDRESS STATE_DIR BIN_DIR | stop STATE_DIR | status STATE_DIR\n' "$1" >&2
  exit 2
}

check_address() {
  [[ $1 =~ ^[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+$ ]] || usage "address '$1' is no IPv4 address: give the lab bridge's, such as 10.77.0.1"
  # Asking a port of someone else's address proves nothing: a network's transparent proxy may answer for any.
  [[ "$(ip route get "$1" 2>/dev/null)" == local* ]] || die "address $1 is not on this machine: create the lab's bridge first"
}

start_registry() {
  # No debug server, and read only: nothing a host does can change the cache.
  cat >"$STATE_DIR/registry.yml" <<EOF
version: 0.1
log: {level: warn, accesslog: {disabled: true}}
storage:
  filesystem: {rootdirectory: "$1/registry"}
  maintenance: {uploadpurging: {enabled: false}, readonly: {enabled: true}}
http: {addr: "$2:5000"}
EOF
  start_daemon registry "$2" 5000 /v2/ env -u OTEL_TRACES_EXPORTER "$1/bin/docker-registry" serve "$STATE_DIR/registry.yml"
}

start_files() {
  start_daemon files "$2" 8080 / "$1/bin/busybox" httpd -f -p "$2:8080" -h "$1/www"
}

start_proxy() {
  local address=$1 bin=$2 upstream=${https_proxy:-${http_proxy:-}}
  upstream=${upstream#*://}
  {
    printf 'Port 8888\nListen %s\nTimeout 600\nMaxClients 200\nLogLevel Warning\nDisableViaHeader Yes\n' "$address"
    printf 'Allow %s.0/24\nAllow 127.0.0.1\n' "${address%.*}"
    [[ -z $upstream ]] || printf 'Upstream http %s\n' "${upstream%/}"
  } >"$STATE_DIR/proxy.conf"
  # It may hold the upstream proxy's password.
  chmod 600 "$STATE_DIR/proxy.conf"
  start_daemon proxy "$address" 8888 http://tinyproxy.stats/ "$bin/tinyproxy" -d -c "$STATE_DIR/proxy.conf"
}

case "${1:-}" in
  start)
    (($# == 4)) || usage "start takes three arguments"
    [[ -f $2/versions.json && -d $2/registry ]] || usage "'$2' is no mirror directory: give the path build.sh printed"
    check_address "$3"
    STATE_DIR=$4
    mkdir -p "$STATE_DIR"
    start_registry "$2" "$3"
    start_files "$2" "$3"
    start_proxy "$3" "$2/bin"
    ;;
  start-proxy)
    (($# == 4)) || usage "start-proxy takes three arguments"
    check_address "$2"
    STATE_DIR=$3
    mkdir -p "$STATE_DIR"
    start_proxy "$2" "$4"
    ;;
  stop)
    (($# == 2)) || usage "stop takes one argument"
    STATE_DIR=$2
    for server in "${SERVERS[@]}"; do stop_daemon "$server"; done
    ;;
  status)
    (($# == 2)) || usage "status takes one argument"
    STATE_DIR=$2 result=0
    for server in "${SERVERS[@]}"; do
      if pid=$(running "$server"); then
        echo "$server running $pid"
      else
        echo "$server stopped"
        result=1
      fi
    done
    exit "$result"
    ;;
  *) usage "unknown command '${1:-}'" ;;
esac
