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

# machine-id, kubelet's version, the pods' range and the address, as the Node object has them.
register_node() { printf '%s v%s 10.244.1.0/24 %s\n' "$(<"${NUCLAB_ROOT}/etc/machine-id")" "$(<"${state}/version")" "$(<"${state}/address")" >"${state}/node"; }

finish_node() {
  mkdir -p "${NUCLAB_ROOT}/var/lib/kubelet"
  printf 'cgroupDriver: systemd\nmaxPods: 110\n' >"${NUCLAB_ROOT}/var/lib/kubelet/config.yaml"
  printf 'KUBELET_KUBEADM_ARGS="--node-ip=%s"\n' "$(<"${state}/address")" >"${NUCLAB_ROOT}/var/lib/kubelet/kubeadm-flags.env"
  register_node
  echo active >"${state}/kubelet"
}

manifest() { printf 'metadata:\n  name: %s\nspec:\n  image: registry.k8s.io/%s:v%s\n' "$1" "$1" "$(<"${state}/version")" >"${etc}/manifests/$1.yaml"; }

fake_kubeadm() {
  changed
  case "$1" in
    init)
      if [[ "$2 $3" == 'phase kubeconfig' ]]; then
        [[ -e ${etc}/$4.conf ]] || kubeconfig "${etc}/$4.conf" "$(<"${state}/endpoint")" lab
      fi
      [[ $2 != phase ]] || return 0
      printf '[init] Using Kubernetes version\n[preflight] Running pre-flight checks\n'
      say init-answer
      kubeconfig "${etc}/admin.conf" "$(<"${state}/endpoint")" lab
      for name in kubelet controller-manager scheduler; do kubeconfig "${etc}/${name}.conf" "$(<"${state}/endpoint")" lab; done
      mkdir -p "${etc}/pki" && : >"${etc}/pki/ca.key"
      if has kill-init; then rm "${state}/kill-init" && pkill -KILL -s 0; fi
      mkdir -p "${etc}/manifests" "${NUCLAB_ROOT}/var/lib/etcd/member"
      for name in etcd kube-apiserver kube-controller-manager kube-scheduler; do manifest "${name}"; done
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
      rm -rf "${etc:?}" "${NUCLAB_ROOT}/var/lib/etcd/member" "${NUCLAB_ROOT}"/var/lib/kubelet/* "${state}/node"
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
    *'get node '*conditions*) node_condition ;;
    *'get node '*)
      has api || refused
      has node && cat "${state}/node" && return 0
      printf 'Error from server (NotFound): nodes "%s" not found\n' "$(<"${state}/name")" >&2
      exit 1
      ;;
    *'get nodes,secrets'*)
      has api || refused
      sed "s/^/node $(<"${state}/name") /" "${state}/node" 2>/dev/null
      sed 's/^/token /' "${state}/tokens"
      ;;
    *'delete secret'*) changed && : >"${state}/tokens" ;;
    *'get configmap nuclab'*) recall ;;
    *'--field-manager=nuclab-'*) remember ;;
    *' diff '*) say diff ;;
    *' rollout restart '*) changed ;;
    *' apply '*) changed && say apply-answer && rm -f "${state}/diff" && printf 'serverside-applied\n' ;;
    *'get pods --all-namespaces'*) cat "${state}/node-pods" ;;
    *'get daemonset'*) cat "${state}/daemonset" ;;
    *'get nodes,services,pods'*)
      has api || refused
      sed 's/^/node /' "${state}/nodes"
      sed 's/^/set /' "${state}/settings"
      sed 's/^/dns /' "${state}/dns"
      sed 's/^/pod /' "${state}/pods"
      ;;
    *'kube-flannel get pods,daemonsets'*)
      sed 's/^/pod /' "${state}/flannel-pods"
      sed 's/^/flannel /' "${state}/flannel"
      # What it is from the next look on.
      if has flannel.then; then mv "${state}/flannel.then" "${state}/flannel"; fi
      ;;
    *' annotate '* | *' label '* | *' taint '* | *' uncordon '*) changed && say "refuse" && edit_nodes "$@" ;;
  esac
}

# The ConfigMap nuclab: a file in FAKE_STATE/memory for each of its keys.
recall() {
  local key
  has api || refused
  key=${all#*jsonpath=\{.data.} && key=${key%\}} && key=${key//\\/}
  if has "memory/${key}"; then cat "${state}/memory/${key}"; fi
}
remember() {
  local key
  has api || refused
  key=${all#*--field-manager=nuclab-} && key=${key%% *}
  mkdir -p "${state}/memory"
  sed '1,/: |2$/d; s/^    //' >"${state}/memory/${key}"
}

# Ready once the kubelet runs.
node_condition() {
  has api || refused
  if [[ $(<"${state}/kubelet") == active ]]; then printf 'True'; else printf 'Kubelet stopped posting node status.'; fi
}

# The options of kubectl before the verb go; each setting of a call is edited alone.
edit_nodes() {
  local setting
  until [[ $1 =~ ^(annotate|label|taint|uncordon)$ ]]; do shift; done
  if [[ $1 == uncordon ]]; then edit_node "$@" && return 0; fi
  for setting in "${@:4}"; do
    if [[ ${setting} != --overwrite ]]; then edit_node "$1" "$2" "$3" "${setting}"; fi
  done
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
    show)
      for unit in "$@"; do
        case "${unit}" in
          kubelet.service) printf 'ActiveState=%s\nUnitFileState=%s\n' "$(<"${state}/kubelet")" "$(<"${state}/enabled")" ;;
          *.service) printf 'ActiveState=%s\nUnitFileState=enabled\n' "$(<"${state}/containerd")" ;;
        esac
      done
      ;;
    daemon-reload) ;;
    enable) changed && echo enabled >"${state}/enabled" ;;
    unmask) changed && echo disabled >"${state}/enabled" ;;
    stop) changed && echo inactive >"${state}/kubelet" ;;
    start | restart)
      changed
      if has no-start; then exit 1; fi
      echo active >"${state}/kubelet"
      if has re-register; then register_node; fi
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

# Two pods: one with an address of its own, one in the host's network.
fake_crictl() {
  case "${all}" in
    version) [[ $(<"${state}/containerd") == active ]] ;;
    pods*) printf 'pod-1\npod-2\n' ;;
    'inspectp pod-1') printf '  "ip": "10.244.0.7"\n' ;;
    'inspectp pod-2') printf '  "ip": ""\n' ;;
    ps*) printf 'flannel-1\n' ;;
    *) changed ;;
  esac
}

case "${0##*/}" in
  iptables-nft-save) cat "${state}/firewall" ;;
  iptables-nft-restore) changed && say restore-answer && cat >"${state}/firewall" ;;
  getent) printf '%s:x:0:0::/home/admin:/bin/sh\n' "$2" ;;
  crictl) fake_crictl "$@" ;;
  kubelet) printf 'Kubernetes v%s\n' "$(<"${state}/version")" ;;
  uname) printf 'nuc01\n' ;;
  journalctl) cat "${state}/journal" 2>/dev/null ;;
  openssl) say "openssl-${*: -1}" ;;
  *) "fake_${0##*/}" "$@" ;;
esac
