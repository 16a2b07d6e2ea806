# shellcheck shell=bash
# Job: which operating system and machine this is, and whether it has room.
# Inputs: etc/os-release, uname.
# Effects: sets os_id, os_version, os_name.
# Exit codes: 11 no room on the disk, 12 the operating system or the processor is not supported.

. "${NUCLAB_SCRIPTS:?}/lib/framework/step.sh"

os_field() {
  local line
  while IFS= read -r line || [[ -n ${line} ]]; do
    [[ ${line} == "$1="* ]] || continue
    line=${line#*=}
    printf '%s\n' "${line//\"/}"
  done 2>/dev/null <"${root}/etc/os-release" || true
}

require_supported_os() {
  local machine
  os_id=$(os_field ID) os_version=$(os_field VERSION_ID) os_name=$(os_field PRETTY_NAME)
  case "${os_id} ${os_version}" in
    'debian 12' | 'debian 13' | 'ubuntu 22.04' | 'ubuntu 24.04' | 'ubuntu 26.04') ;;
    *)
      die 12 "the host runs ${os_name:-an unknown system}, which is not supported" \
        'install Debian 12 or 13, or Ubuntu 22.04, 24.04 or 26.04'
      ;;
  esac
  machine=$(uname -m)
  case "${machine}" in
    x86_64 | aarch64) ;;
    *) die 12 "the host's processor is ${machine}, which is not supported" 'use a host with an amd64 (x86_64) or arm64 (aarch64) processor' ;;
  esac
}

# A container shares clock, kernel and swap with the machine below it; they are not its own to set.
in_container() {
  if [[ -z ${container_seen:-} ]]; then
    container_seen=no
    if systemd-detect-virt --quiet --container; then container_seen=yes; fi
  fi
  [[ ${container_seen} == yes ]]
}

# require_free_mib DIRECTORY MIB
require_free_mib() {
  local free
  free=$(df -Pm "${root}$1" | awk 'NR == 2 { print $4 }')
  ((free >= $2)) || die 11 "only ${free} MiB are free in $1, $2 MiB are needed" "free disk space on the host: start with 'du -xh $1 | sort -h | tail'"
}
