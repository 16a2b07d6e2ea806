# shellcheck shell=bash
# Job: the items runtime_package and runtime_hold: containerd and runc, from the distribution or from Docker's repository.
# Inputs: RUNTIME_PACKAGE (auto, containerd, containerd.io), KUBERNETES_VERSION.
# Effects: packages, Docker's apt source when it is needed.
# Exit codes: 11 no room, 13 package, 14 this containerd does not go with this Kubernetes or with the installed Docker.

. "${NUCLAB_SCRIPTS:?}/lib/apt/repository.sh"
. "${NUCLAB_SCRIPTS}/lib/system/os.sh"
. "${NUCLAB_SCRIPTS}/lib/apt/applied-versions.sh"

docker_key_file=/etc/apt/keyrings/docker.gpg
docker_key_fingerprint=9DC858229FC7DD38854AE2D88D81803C0EBFCD88
docker_source_file=/etc/apt/sources.list.d/nuclab-docker.sources

see_runtime_packages() { see_packages containerd containerd.io runc; }

# With auto, what is there stays: Docker's containerd.io and the distribution's containerd exclude each other.
runtime_package() {
  if [[ ${RUNTIME_PACKAGE:?} != auto ]]; then
    echo "${RUNTIME_PACKAGE}"
  elif [[ ${package_status['containerd.io']} == installed ]]; then
    echo containerd.io
  else
    echo containerd
  fi
}

# runtime_packages: after see_runtime_packages; containerd.io brings its own runc.
runtime_packages() {
  if [[ $(runtime_package) == containerd.io ]]; then echo containerd.io; else echo containerd runc; fi
}

# see_containerd: fills containerd_version with what the program says of itself.
see_containerd() {
  [[ ${containerd_seen:-} != "${look_number}" ]] || return 0
  containerd_seen=${look_number} containerd_version=''
  if [[ $(containerd --version 2>/dev/null) =~ \ v?([0-9]+\.[0-9]+\.[0-9]+) ]]; then containerd_version=${BASH_REMATCH[1]}; fi
}

# 1.x lacks the call by which kubelet 1.36 asks for the cgroup driver.
too_old() { [[ ${containerd_version} == 1.* ]] && (($(cut -d. -f2 <<<"${KUBERNETES_VERSION:?}") >= 36)); }

runtime_version_difference() {
  see_runtime_packages
  # shellcheck disable=SC2046 # one word per package
  version_difference $(runtime_packages)
}

differs_runtime_package() {
  local name names
  see_runtime_packages
  read -ra names <<<"$(runtime_packages)"
  for name in "${names[@]}"; do
    if [[ ${package_status[${name}]} != installed ]]; then printf '%s is not installed, applied %s\n' "${name}" "$(applied_version "${name}" | grep . || echo installed)" && return 0; fi
  done
  version_difference "${names[@]}" | grep . && return 0
  see_containerd
  if [[ -z ${containerd_version} ]]; then
    echo 'the program containerd does not report its version, expected one that does'
  elif too_old; then
    echo "containerd is ${containerd_version}, Kubernetes ${KUBERNETES_VERSION} needs 2.0 or newer"
  fi
}

add_docker_repository() {
  apt-cache show containerd.io >/dev/null 2>&1 && return 0
  install_keyring "https://download.docker.com/linux/${os_id:?}/gpg" "${docker_key_file}" "${docker_key_fingerprint}" \
    'ask the owner of the repository about its new key; until nuclab knows it nothing is installed from there'
  printf '%s\n' '# written by nuclab' 'Types: deb' "URIs: https://download.docker.com/linux/${os_id}" \
    "Suites: $(os_field VERSION_CODENAME)" 'Components: stable' "Signed-By: ${docker_key_file}" |
    write_file "${root}${docker_source_file}"
  refresh_lists "${root}${docker_source_file}"
}

change_runtime_package() {
  local packages other chosen=()
  read -ra packages <<<"$(runtime_packages)"
  see_packages docker.io docker-ce
  for other in docker.io docker-ce; do
    [[ ${package_status[${other}]} == installed ]] || continue
    case "${other} ${packages[0]}" in 'docker.io containerd.io' | 'docker-ce containerd')
      die 14 "the package ${packages[0]} would remove ${other} from the host" \
        "set kubernetes.containerRuntime.package in lab.yaml to auto, or remove ${other} from the host"
      ;;
    esac
  done
  require_free_mib /var 512
  recover_dpkg
  if [[ ${packages[0]} == containerd.io ]]; then add_docker_repository; fi
  versioned "${packages[@]}"
  if ((${#chosen[@]})); then install_packages "${chosen[@]}"; fi
  hash -r
  look_number=$((look_number + 1))
  see_containerd
  if too_old; then
    die 14 "containerd ${containerd_version} is too old for Kubernetes ${KUBERNETES_VERSION}, which needs 2.0 or newer" \
      'set kubernetes.containerRuntime.package in lab.yaml to containerd.io'
  fi
}

# A new containerd in the middle of a class would restart it under the pods.
differs_runtime_hold() {
  see_runtime_packages
  # shellcheck disable=SC2046 # one word per package
  hold_difference $(runtime_packages)
}

change_runtime_hold() {
  # shellcheck disable=SC2046 # one word per package
  hold_packages $(runtime_packages)
}
