# shellcheck shell=bash
# Job: packages by apt: waits for its lock, recovers an interrupted dpkg, retries downloads, installs, holds.
# Inputs: apt_lock_seconds, the longest wait for the lock.
# Effects: packages, apt's lists, var/lib/nuclab/apt-refreshed (when the lists were last fetched whole).
# Exit codes: 13 package, 17 the lock was not given up in time.

. "${NUCLAB_SCRIPTS:?}/lib/framework/step.sh"

# needrestart would ask, or restart services under a running class.
export DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=a NEEDRESTART_SUSPEND=1
apt_log="${NUCLAB_STEP_DIR}/apt.log"
apt_options=(-q -y --no-install-recommends -o Dpkg::Use-Pty=0 -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold
  -o DPkg::Lock::Timeout=120 -o Acquire::Retries=3 -o Acquire::Languages=none)

# Says who holds a lock of apt or dpkg, and fails then. Locks are never removed: their holder may be in the middle of a write.
apt_lock_free() {
  local pid fd lock
  while read -r pid; do
    for fd in "${root}/proc/${pid}"/fd/*; do
      for lock in lib/dpkg/lock-frontend lib/dpkg/lock lib/apt/lists/lock; do
        [[ ${fd} -ef "${root}/var/${lock}" ]] || continue
        echo "$(cat "${root}/proc/${pid}/comm") (pid ${pid}) holding /var/${lock}"
        return 1
      done
    done
  done < <(awk '$2 == "POSIX" && $4 == "WRITE" { print $5 }' "${root}/proc/locks" 2>/dev/null)
}

wait_for_apt() {
  wait_fix='let the named program finish, or stop it cleanly, then deploy again; never remove the lock file' \
    wait_for "${apt_lock_seconds:?}" 'the package manager' apt_lock_free
}

apt_get() {
  wait_for_apt
  apt-get "${apt_options[@]}" "$@" 2>&1 | tee "${apt_log}"
}

# The line of the last apt or dpkg run that says why it failed.
apt_cause() { grep -E '^(E: |Err:|dpkg: error|W: Failed)' "${apt_log}" | head -n 1 | sed 's/^[EW]: //; s/ *:$//' || true; }

apt_fix() {
  case "$(<"${apt_log}")" in
    *'No space left'* | *"don't have enough free space"*) echo "free disk space on the host ('df -h /var /usr' shows it), then deploy again" ;;
    *'Could not resolve'* | *'Temporary failure resolving'*) echo "check the host's name servers (/etc/resolv.conf) and apt's proxy, then deploy again" ;;
    *EXPKEYSIG* | *NO_PUBKEY* | *'is not signed'* | *'Missing key'* | *KEYEXPIRED*) echo 'check the repository and its key: kubernetes.apt in lab.yaml, and what its owner says of a new key' ;;
    *'Failed to fetch'* | *'Could not connect'* | *'Connection failed'*) echo 'check that the host reaches this address (mirror, proxy), then deploy again' ;;
    *) echo "run 'apt-get -f install' on the host, fix what it names, then deploy again" ;;
  esac
}

download_failed() { grep -qE 'Failed to fetch|Could not resolve|Temporary failure|Could not connect|Connection (failed|timed out)|Hash Sum mismatch' "${apt_log}"; }

# Different hosts must not knock at the mirror in step.
jitter() { sleep "${retry_seconds:-$((1 + RANDOM % 4))}"; }

# refresh_lists FILE: fetches the lists of this file in sources.list.d only, or those of all sources ('all').
refresh_lists() {
  local attempt only=()
  if [[ $1 != all ]]; then
    only=(-o "Dir::Etc::sourcelist=$1" -o Dir::Etc::sourceparts=- -o APT::Get::List-Cleanup=0 -o APT::Update::Error-Mode=any)
  fi
  for attempt in 1 2 3; do
    if apt_get update "${only[@]}"; then
      [[ $1 != all ]] || write_file "${root}/var/lib/nuclab/apt-refreshed" < <(date -u +%FT%TZ)
      return 0
    fi
    if ((attempt == 3)) || ! download_failed; then break; fi
    jitter
  done
  # One broken foreign source is no reason to stop: whether the packages can be had shows when they are installed.
  if [[ $1 == all ]]; then warning "apt-get update: $(apt_cause)" && return 0; fi
  die 13 "the package lists could not be fetched: $(apt_cause)" "$(apt_fix)"
}

lists_fresh() {
  compgen -G "${root}/var/lib/apt/lists/*Packages*" >/dev/null || return 1
  [[ -n $(find "${root}/var/lib/nuclab/apt-refreshed" "${root}/var/lib/apt/periodic/update-success-stamp" -mmin -60 2>/dev/null) ]]
}

# Packages whose files were being unpacked when dpkg was killed: only their archive can make them whole again.
# shellcheck disable=SC2016 # the fields are dpkg-query's
half_unpacked() { dpkg-query -W -f '${db:Status-Eflag} ${Package}\n' 2>/dev/null | awk '$1 == "reinstreq" { print $2 }'; }

# A power cut or a killed apt leaves dpkg half-way; it says itself how to continue, once.
recover_dpkg() {
  local broken
  if ! compgen -G "${root}/var/lib/dpkg/updates/[0-9]*" >/dev/null && [[ -z $(dpkg --audit 2>/dev/null) ]]; then return 0; fi
  warning 'dpkg was interrupted earlier, its configure step is run'
  wait_for_apt
  if dpkg --force-confdef --force-confold --configure -a 2>&1 | tee "${apt_log}" && [[ -z $(half_unpacked) ]]; then return 0; fi
  mapfile -t broken < <(half_unpacked)
  if ((${#broken[@]})); then
    for _ in 1 2; do
      if apt_get install --reinstall --allow-change-held-packages "${broken[@]}"; then return 0; fi
      refresh_lists all
    done
  elif apt_get -f install; then
    return 0
  fi
  die 13 "dpkg was interrupted earlier and does not recover: $(apt_cause)" "$(apt_fix)"
}

# install_packages NAME[=VERSION]…
install_packages() {
  local attempt
  recover_dpkg
  lists_fresh || refresh_lists all
  for attempt in 1 2 3; do
    if apt_get install --allow-change-held-packages --allow-downgrades "$@"; then return 0; fi
    if ((attempt == 3)) || ! download_failed; then break; fi
    warning "a download failed: $(apt_cause)"
    jitter
    refresh_lists all
  done
  die 13 "apt could not install $*: $(apt_cause)" "$(apt_fix)"
}

# see_packages NAME…: fills package_want (hold, install), package_status (installed) and package_version of these, in one call.
declare -A package_want=() package_status=() package_version=()
# shellcheck disable=SC2016,SC2034 # the fields are dpkg-query's; what is filled is for others
see_packages() {
  local name want status version
  for name in "$@"; do package_want[${name}]='' package_status[${name}]='' package_version[${name}]=''; done
  while read -r name want status version; do
    package_want[${name}]=${want} package_status[${name}]=${status} package_version[${name}]=${version}
  done < <(dpkg-query -W -f '${Package} ${db:Status-Want} ${db:Status-Status} ${Version}\n' "$@" 2>/dev/null)
}

package_installed() {
  see_packages "$1"
  [[ ${package_status[$1]} == installed ]]
}

# plain_version VERSION: what people call it: `2:1.7.24~ds1-6+b4` is 1.7.24.
plain_version() {
  local version=${1#*:}
  printf '%s\n' "${version%%[-~+]*}"
}

# version_words NAME IS APPLIED: `kubelet 1.34.2, applied 1.34.4`, with all of the versions where they are the same otherwise.
version_words() {
  if [[ $(plain_version "$2") != "$(plain_version "$3")" ]]; then
    printf '%s %s, applied %s\n' "$1" "$(plain_version "$2")" "$(plain_version "$3")"
  else
    printf '%s %s, applied %s\n' "$1" "$2" "$3"
  fi
}

# hold_difference NAME…: the first of these installed packages that an upgrade would touch; see_packages was called.
hold_difference() {
  local name
  for name in "$@"; do
    if [[ ${package_want[${name}]} == install && ${package_status[${name}]} == installed ]]; then printf '%s is not held, applied held\n' "${name}" && return 0; fi
  done
}

hold_packages() {
  wait_for_apt
  apt-mark hold "$@"
}
