#!/bin/sh
# Job: stands for every command that a step script may call on a host; linked under each name into a folder first on PATH.
# Inputs: FAKE_ROOT, the host's root folder; FAKE_STATE, what the host is like (packages, units, faults).
# Effects: changes only files in these two folders; every call that changes the host is a line of FAKE_STATE/changes.
# Exit codes: as the real command.
# Most of the time of a script test goes into starting programs, so this one starts few.
name=${0##*/}
state=${FAKE_STATE:?} root=${FAKE_ROOT:?}

changes() { echo "${name} $*" >>"${state}/changes"; }

# A planted fault: prints it and fails; `<fault>.once` happens only the first time.
fault() {
  if [ -e "${state}/$1.once" ]; then
    cat "${state}/$1.once" && rm "${state}/$1.once"
    exit 100
  fi
  if [ -e "${state}/$1" ]; then cat "${state}/$1" && exit 100; fi
}

# first_line FILE [DEFAULT]: into `line`.
first_line() {
  line=
  if [ -e "$1" ]; then IFS= read -r line <"$1" || true; else line=${2:-}; fi
}

# say FILE [BEFORE]: its lines, each with a word before it.
say() {
  [ ! -e "$1" ] || while IFS= read -r line; do printf '%s%s\n' "${2:-}" "${line}"; done <"$1"
}

package_version() {
  first_line "${state}/packages/$1"
  printf '%s\n' "${line##* }"
}

start_unit() {
  fault "start-$1"
  echo active >"${state}/units/$1.active"
  if [ "$1" = containerd ]; then
    date -u '+%a %Y-%m-%d %H:%M:%S UTC' >"${state}/containerd-started"
    rm -f "${state}/containerd-pid"
    cp "${root}/etc/containerd/config.toml" "${state}/running.toml"
  fi
}

install_package() {
  new=${1%%=*} version=${1#*=}
  [ "${version}" != "${new}" ] || version=$(sed -n 1p "${state}/available/${new}") || exit 100
  want=$(awk '{ print $1 }' "${state}/packages/${new}" 2>/dev/null)
  echo "${want:-install} installed ${version}" >"${state}/packages/${new}"
  case "${new}" in
    containerd | containerd.io)
      mkdir -p "${root}/etc/containerd"
      [ -e "${root}/etc/containerd/config.toml" ] || echo 'disabled_plugins = ["cri"]' >"${root}/etc/containerd/config.toml"
      echo enabled >"${state}/units/containerd.enabled"
      start_unit containerd
      ;;
    systemd-timesyncd) echo disabled >"${state}/units/systemd-timesyncd.enabled" ;;
  esac
}

fake_apt_get() {
  while [ $# -gt 0 ]; do
    case "$1" in
      -o | -*) [ "$1" != -o ] || shift ;;
      update)
        changes "$@"
        fault apt-update
        touch "${root}/var/lib/apt/lists/repository_Packages"
        ;;
      install)
        shift
        changes install "$@"
        fault apt-install
        [ "$1" != --reinstall ] || rm -f "${state}/half-unpacked" "${state}/audit"
        for word in "$@"; do case "${word}" in -*) ;; *) install_package "${word}" ;; esac done
        return 0
        ;;
    esac
    shift
  done
}

# show -p PROPERTY… UNIT…: a block for each unit, with a blank line between two.
show_units() {
  case "$*" in *ActiveEnterTimestamp*)
    first_line "${state}/containerd-started"
    printf 'ActiveEnterTimestamp=%s\n' "${line}"
    first_line "${state}/containerd-pid" 0
    printf 'MainPID=%s\n' "${line}"
    return 0
    ;;
  esac
  blank=
  for word in "$@"; do
    case "${word}" in -p | ActiveState | UnitFileState) continue ;; esac
    word=${word%.service}
    first_line "${state}/units/${word}.active" inactive
    printf '%sActiveState=%s\n' "${blank}" "${line}"
    first_line "${state}/units/${word}.enabled"
    printf 'UnitFileState=%s\n' "${line}"
    blank='
'
  done
}

fake_systemctl() {
  verb=$1
  shift
  case "${verb}" in
    is-active) cat "${state}/units/${1%.service}.active" 2>/dev/null || { echo inactive && exit 3; } ;;
    is-enabled) cat "${state}/units/${1%.service}.enabled" 2>/dev/null || { echo not-found && exit 4; } ;;
    list-units) cat "${state}/swap-units" 2>/dev/null ;;
    list-unit-files) sed 's/$/ enabled enabled/' "${state}/enabled-swap-units" 2>/dev/null ;;
    show) show_units "$@" ;;
    reset-failed | daemon-reload) ;;
    *)
      changes "${verb}" "$@"
      now=
      for unit in "$@"; do
        unit=${unit%.service}
        case "${verb} ${unit}" in
          *' --now') now=yes ;;
          enable*)
            echo enabled >"${state}/units/${unit}.enabled"
            [ -z "${now}" ] || start_unit "${unit}"
            ;;
          disable*)
            echo disabled >"${state}/units/${unit}.enabled" && echo inactive >"${state}/units/${unit}.active"
            if [ -e "${state}/enabled-swap-units" ]; then sed -i "/^${unit}$/d" "${state}/enabled-swap-units"; fi
            ;;
          unmask*) echo disabled >"${state}/units/${unit}.enabled" ;;
          mask*) echo masked >"${state}/units/${unit}.enabled" ;;
          start* | restart*) start_unit "${unit}" ;;
        esac
      done
      ;;
  esac
}

# toml KEY: the first value of it, into `value`.
toml() {
  value=
  while IFS= read -r line; do
    line=${line#"${line%%[! ]*}"}
    case "${line}" in "$1 = "*) value=${line#"$1 = "} && return 0 ;; esac
  done <"${state}/running.toml"
}

fake_crictl() {
  [ "$(cat "${state}/units/containerd.active" 2>/dev/null)" = active ] || { echo 'cannot connect to containerd.sock' && exit 1; }
  [ "$1" = info ] || return 0
  grep -q 'io.containerd' "${state}/running.toml" || { echo 'unknown service runtime.v1.RuntimeService' && exit 1; }
  toml SystemdCgroup
  printf '{ "config": { "options": { "SystemdCgroup": %s },\n' "${value:-false}"
  toml restrict_oom_score_adj
  printf ' "restrictOOMScoreAdj": %s,\n' "${value:-false}"
  toml version
  if [ "${value}" = 3 ]; then dirs=bin_dirs shown=binDirs; else dirs=bin_dir shown=binDir; fi
  toml "${dirs}"
  printf '"cni": { "%s": %s,' "${shown}" "${value}"
  toml conf_dir
  printf ' "confDir": %s }' "${value}"
  if [ "${shown}" = binDir ]; then
    toml sandbox_image
    printf ', "sandboxImage": %s,\n' "${value}"
    toml config_path
    printf ' "registry": { "configPath": %s }' "${value}"
  fi
  printf ' } }\n'
}

fake_firewall_cmd() {
  rules=live
  for word in "$@"; do
    case "${word}" in
      --permanent) rules=permanent ;;
      --state) cat "${state}/firewalld" && exit 0 || exit 252 ;;
      --list-all)
        printf 'public (active)\n  target: default\n  services: ssh\n  ports: %s\n  forward: yes\n  rich rules: \n' "$(grep '/' "${state}/firewalld-${rules}" | grep -v rule | paste -sd ' ')"
        sed -n 's/^rule/\trule/p' "${state}/firewalld-${rules}"
        ;;
      --list-interfaces) grep -v '/' "${state}/firewalld-${rules}" | grep -v '^rule' | tr '\n' ' ' ;;
      --add-*) changes "$@" && fault firewalld-add && echo "${word#*=}" >>"${state}/firewalld-permanent" ;;
      --reload) changes "$@" && cp "${state}/firewalld-permanent" "${state}/firewalld-live" ;;
    esac
  done
}

case "${name}" in
  apt-cache)
    case "$1" in
      show) [ -e "${state}/available/$2" ] ;;
      madison) [ ! -e "${root}/var/lib/apt/lists/repository_Packages" ] || sed "s/.*/   $2 | & | http:\/\/mirror/" "${state}/available/$2" ;;
    esac
    ;;
  apt-get) fake_apt_get "$@" ;;
  apt-helper)
    shift 2
    if ! cp "${state}/downloads/$(echo "$2" | tr / _)" "$3" 2>/dev/null; then echo "E: Failed to fetch $2  404  Not Found" && exit 100; fi
    ;;
  apt-mark)
    changes "$@"
    shift
    for word in "$@"; do sed -i 's/^install /hold /' "${state}/packages/${word}"; done
    ;;
  containerd)
    [ "$1" != --version ] || echo "containerd github.com/containerd/containerd $(package_version containerd)$(package_version containerd.io) 0123abc"
    [ "$1" != config ] || say "${root}/etc/containerd/config.toml"
    ;;
  crictl) fake_crictl "$@" ;;
  df) printf 'Filesystem 1M-blocks Used Available Use%% Mounted\n/dev/sda1 1 1 %s 1%% /\n' "$(cat "${state}/free" 2>/dev/null || echo 9000)" ;;
  dpkg)
    [ "$1" != --audit ] || { cat "${state}/audit" 2>/dev/null && exit 0; }
    case "$*" in *--configure*)
      changes "$@"
      fault dpkg-configure
      rm -f "${state}/audit" "${root}"/var/lib/dpkg/updates/*
      ;;
    esac
    ;;
  dpkg-query)
    case "$*" in
      *Eflag*) say "${state}/half-unpacked" 'reinstreq ' ;;
      *) for word in "$@"; do say "${state}/packages/${word}" "${word} "; done ;;
    esac
    ;;
  firewall-cmd) fake_firewall_cmd "$@" ;;
  getent)
    [ ! -e "${state}/dns" ] || cat "${state}/dns"
    for word in "$@"; do awk -v name="${word}" '!/^#/ { for (i = 2; i <= NF; i++) if ($i == name) { print $1, "STREAM", name; exit } }' "${root}/etc/hosts"; done
    ;;
  hostname) changes "$@" && echo "$1" >"${root}/proc/sys/kernel/hostname" ;;
  kubeadm | kubectl | kubelet)
    version=$(cat "${state}/program-${name}" 2>/dev/null || package_version "${name}" | sed 's/-.*//')
    case "${name} $1" in
      'kubeadm config') printf 'registry.k8s.io/etcd:3.6.5-0\nregistry.k8s.io/pause:%s\n' "$(cat "${state}/pause" 2>/dev/null || echo 3.10.1)" ;;
      'kubeadm version') echo "v${version}" ;;
      kubectl*) echo "Client Version: v${version}" ;;
      kubelet*) echo "Kubernetes v${version}" ;;
    esac
    ;;
  modprobe)
    changes "$@"
    [ -e "${state}/modules/$1" ] || exit 1
    [ "$1" != overlay ] || echo 'nodev overlay' >>"${root}/proc/filesystems"
    [ "$1" != br_netfilter ] || { mkdir -p "${root}/proc/sys/net/bridge" && for key in iptables ip6tables; do echo 0 >"${root}/proc/sys/net/bridge/bridge-nf-call-${key}"; done; }
    ;;
  swapoff) changes "$@" && fault swapoff && sed -i 1q "${root}/proc/swaps" ;;
  systemctl) fake_systemctl "$@" ;;
  systemd-detect-virt) [ -e "${state}/container" ] ;;
  timedatectl) echo "NTPSynchronized=$(cat "${state}/synchronised" 2>/dev/null || echo yes)" ;;
  ufw)
    if [ "$1" = show ]; then cat "${state}/ufw-rules"; else
      changes "$@"
      fault ufw-add
      echo "ufw $*" | sed "s/ comment nuclab$/ comment 'nuclab'/" >>"${state}/ufw-rules"
    fi
    ;;
  uname) case "$1" in -m) cat "${state}/machine" ;; -n) cat "${root}/proc/sys/kernel/hostname" ;; *) echo 6.12.0 ;; esac ;;
esac
