#!/usr/bin/env bash
# Job: stands in for kubeadm, kubectl, systemctl and others in tests: what they know and change are files in FAKE_STATE.
# Inputs: FAKE_STATE, NUCLAB_ROOT; the name it is called by.
# Effects: files below these two; each changing call is a line in FAKE_STATE/calls.
# Exit codes: those of the command it stands in for.
set -u
state=${FAKE_STATE:?} etc="${NUCLAB_ROOT:?}/etc/kubernetes"
all="$*"
changed() { printf '%s %s\n' "${0##*/}" "${all}" >>"${state}/calls"; }
has() { [[ -e ${state}/$1 ]]; }
# say NAME: a planted answer; its first line may be `exit N`.
say() {
  has "$1" || return 0
  sed '1{/^exit /d}' "${state}/$1"
  exit "$(sed -n '1s/^exit //p' "${state}/$1" | grep . || echo 0)"
}

kubeconfig() {
  mkdir -p "$(dirname "$1")"
  printf 'apiVersion: v1\nclusters:\n- cluster:\n    certificate-authority-data: Q0E=\n    server: https://%s\n  name: %s\nusers:\n- name: x\n  user:\n    client-certificate-data: Q0VSVA==\n' "$2" "$3" >"$1"
}

finish_node() {
  printf '%s v%s %s\n' "$(<"${NUCLAB_ROOT}/etc/machine-id")" "$(<"${state}/version")" "$(<"${state}/address")" >"${state}/node"
  echo active >"${state}/kubelet"
}

fake_kubeadm() {
  changed
  case "$1" in
    init)
      [[ $2 != phase ]] || return 0
      printf '[init] Using Kubernetes version\n[preflight] Running pre-flight checks\n'
      say init-answer
      kubeconfig "${etc}/admin.conf" "$(<"${state}/endpoint")" lab
      kubeconfig "${etc}/kubelet.conf" "$(<"${state}/endpoint")" lab
      if has kill-init; then rm "${state}/kill-init" && pkill -KILL -s 0; fi
      mkdir -p "${etc}/manifests" "${NUCLAB_ROOT}/var/lib/etcd/member"
      : >"${etc}/manifests/kube-apiserver.yaml"
      : >"${state}/api"
      if has kill-late; then rm "${state}/kill-late" && pkill -KILL -s 0; fi
      finish_node
      printf 'bootstrap-token-abcdef 2000-01-01T00:00:00Z made by kubeadm init, joins mint their own\n' >"${state}/tokens"
      printf '[addons] Applied essential addon\nkubeadm join --token abcdef.0123456789abcdef\n'
      ;;
    join)
      [[ -r ${*: -1} ]] || exit 3
      printf '[preflight] Running pre-flight checks\n'
      printf 'token\n' >"${etc}/bootstrap-kubelet.conf"
      mkdir -p "${etc}/pki" && printf 'ca\n' >"${etc}/pki/ca.crt"
      if has kill-join; then rm "${state}/kill-join" && pkill -KILL -s 0; fi
      say join-answer
      kubeconfig "${etc}/kubelet.conf" "$(<"${state}/endpoint")" default-cluster
      rm -f "${state}/x509"
      rm "${etc}/bootstrap-kubelet.conf"
      finish_node
      ;;
    reset)
      say reset-answer
      if [[ -e ${etc}/admin.conf ]]; then rm -f "${state}/api"; fi
      rm -rf "${etc:?}" "${NUCLAB_ROOT}/var/lib/etcd/member" "${state}/node"
      mkdir -p "${etc}/manifests"
      echo inactive >"${state}/kubelet"
      ;;
    certs) say certs-answer ;;
  esac
}

refused() {
  printf 'The connection to the server was refused\n' >&2
  exit 1
}

fake_kubectl() {
  if [[ $1 == --kubeconfig && ! -e $2 ]]; then
    printf 'error: stat %s: no such file or directory\n' "$2" >&2
    exit 1
  fi
  case "${all}" in
    *'kubelet.conf'*) say x509 ;;&
    *'get --raw /readyz'*) has api || refused ;;
    *'get --raw /version'*) if has api; then printf '{ "gitVersion": "v%s" }\n' "$(<"${state}/version")"; else refused; fi ;;
    *'get node '*)
      has api || refused
      [[ ${all} != *metadata.labels* ]] || return 0
      has node && cat "${state}/node" && return 0
      printf 'Error from server (NotFound): nodes "%s" not found\n' "$(<"${state}/name")" >&2
      exit 1
      ;;
    *'get secrets'*) has api || refused && cat "${state}/tokens" ;;
    *'delete secret'*) changed && : >"${state}/tokens" ;;
    *' diff '*) say diff ;;
    *' apply '*) changed && say apply-answer && rm -f "${state}/diff" && printf 'serverside-applied\n' ;;
    *'get pods '*) cat "${state}/pods" ;;
    *'get daemonset'*) cat "${state}/daemonset" ;;
    *'get service kube-dns'*) say dns-service ;;
    *'get service kubernetes'*) printf '10.96.0.1' ;;
    *'get nodes '*metadata.labels*) sed "s/^/\n/" "${state}/settings" ;;
    *'get nodes '*status.conditions*) cat "${state}/ready" ;;
    *'get nodes '*) say nodes ;;
    *' annotate '* | *' label '* | *' taint '* | *' uncordon '*) changed && say "refuse" && edit_node "${@:6}" ;;
  esac
}

# label node NAME KEY=VALUE | KEY-, and so on: on the lines of the file settings.
edit_node() {
  local verb=$1 name=${3:-} what=${4:-}
  case "${verb}" in
    uncordon) sed -i "/^$2 cordoned/d" "${state}/settings" ;;
    annotate) sed -i "/^${name} ours/d" "${state}/settings" && printf '%s ours %s\n' "${name}" "${what#*=}" >>"${state}/settings" ;;
    *)
      what=${what%-}
      sed -i -E "\#^${name} ${verb} ${what%%[=:]*}[=:]#d" "${state}/settings"
      [[ $4 == *- ]] || printf '%s %s %s\n' "${name}" "${verb}" "${what}" >>"${state}/settings"
      ;;
  esac
}

fake_systemctl() {
  case "$1" in
    is-active) cat "${state}/kubelet" ;;
    is-enabled) cat "${state}/enabled" ;;
    enable) changed && echo enabled >"${state}/enabled" ;;
    stop) changed && echo inactive >"${state}/kubelet" ;;
    start | restart)
      changed
      if has no-start; then exit 1; fi
      echo active >"${state}/kubelet"
      if [[ $1 == restart ]] && has re-register; then finish_node; fi
      if has api-comes-up; then : >"${state}/api"; fi
      ;;
  esac
}

fake_ip() {
  case "${all}" in
    *'address show dev cni0'*) say cni0 ;;
    *'route show'*) cat "${state}/routes" ;;
    *'route delete'*) changed && : >"${state}/routes" ;;
    'link show dev '*) grep -qx "${*: -1}" "${state}/links" ;;
    'link delete '*) changed && sed -i "/^${*: -1}$/d" "${state}/links" ;;
  esac
}

case "${0##*/}" in
  iptables-nft-save) cat "${state}/firewall" ;;
  iptables-nft-restore) changed && say restore-answer && cat >"${state}/firewall" ;;
  iptables-legacy-save | ip6tables-nft-save | ip6tables-legacy-save | nft) : ;;
  getent) printf '%s:x:0:0::/home/admin:/bin/sh\n' "$2" ;;
  uname) printf 'nuc01\n' ;;
  journalctl) cat "${state}/journal" 2>/dev/null ;;
  openssl) say "openssl-${*: -1}" ;;
  sync) : ;;
  *) "fake_${0##*/}" "$@" ;;
esac
