# shellcheck shell=bash
# Job: the items packages and hold of kubelet, kubeadm, kubectl: exactly the wanted version, on no live node another one than it runs.
# Inputs: HOST_NAME, KUBERNETES_VERSION.
# Effects: packages, their hold; kubelet restarted where it runs.
# Exit codes: 11 live node or no room, 13 package.

. "${NUCLAB_SCRIPTS:?}/lib/apt/repository.sh"
. "${NUCLAB_SCRIPTS}/lib/system/os.sh"
. "${NUCLAB_SCRIPTS}/lib/apt/applied-versions.sh"
. "${NUCLAB_SCRIPTS}/lib/system/units.sh"

versioned_packages=(kubelet kubeadm kubectl)
# cri-tools brings crictl, by which the next step asks the container runtime what it really uses.
cluster_packages=("${versioned_packages[@]}" cri-tools kubernetes-cni)

# What the program itself says; a second one in /usr/local/bin would be found before the package's.
program_version() {
  case "$1" in
    kubelet) kubelet --version 2>/dev/null | sed 's/^Kubernetes v//' ;;
    kubeadm) kubeadm version -o short 2>/dev/null | sed 's/^v//' ;;
    kubectl) kubectl version --client 2>/dev/null | sed -n 's/^Client Version: v//p' ;;
  esac
}

# Path, size and time of the programs: while they are as they were when their versions were asked for, they are not asked again, since each
# takes its time to answer.
programs() {
  local name path paths=()
  for name in "${versioned_packages[@]}"; do
    if path=$(type -P "${name}"); then paths+=("${path}"); fi
  done
  stat -Lc '%n %s %Y' "${paths[@]}" 2>/dev/null
}

program_difference() {
  local name version
  if [[ -r ${reference}/programs && $(<"${reference}/programs") == "$(echo "${KUBERNETES_VERSION}" && programs)" ]]; then return 0; fi
  for name in "${versioned_packages[@]}"; do
    version=$(program_version "${name}")
    if [[ ${version} != "${KUBERNETES_VERSION}" ]]; then
      printf 'the program %s is %s, applied %s\n' "$(type -P "${name}")" "${version:-of an unknown version}" "${KUBERNETES_VERSION}" && return 0
    fi
  done
}

# As kubelet and kubeadm brought them.
packaged_unit_files() { unit_files package kubelet.service "${root}" "${reference}/files"; }

fill_reference() {
  local files
  mapfile -t files < <(packaged_unit_files)
  fill_versions "$1" "${cluster_packages[@]}"
  copy_to_reference "$1" "${files[@]}"
  { echo "${KUBERNETES_VERSION}" && programs; } >"$1/programs"
}

# Whether the versions that the reference knows are those of the wanted Kubernetes, not of the one before an upgrade.
reference_fits() { [[ $(plain_version "$(applied_version kubelet)") == "${KUBERNETES_VERSION:?}" ]]; }

differs_packages() {
  local name applied
  see_packages "${cluster_packages[@]}"
  for name in "${cluster_packages[@]}"; do
    applied=$(plain_version "$(applied_version "${name}")")
    if [[ " ${versioned_packages[*]} " == *" ${name} "* ]]; then applied=${KUBERNETES_VERSION}; fi
    if [[ ${package_status[${name}]} != installed ]]; then
      printf '%s is not installed, applied %s\n' "${name}" "${applied:-installed}" && return 0
    elif [[ " ${versioned_packages[*]} " == *" ${name} "* && $(plain_version "${package_version[${name}]}") != "${applied}" ]]; then
      version_words "${name}" "${package_version[${name}]}" "${applied}" && return 0
    fi
  done
  if reference_fits && [[ -n $(version_difference "${cluster_packages[@]}") ]]; then
    version_difference "${cluster_packages[@]}"
  else
    program_difference
  fi
}

# The repository's revision of the wanted version, the newest one: 1.34.4 -> 1.34.4-1.1
known_revision() {
  apt-cache madison kubelet 2>/dev/null | awk -F' *[|] *' -v want="${KUBERNETES_VERSION}-" 'index($2, want) == 1 { print $2; exit }'
}

# A node runs what its cluster runs; changing that is an upgrade, with an order and a drain, and never happens in passing. Going back to the
# version that this host already was given is none.
refuse_on_live_node() {
  local version marker="${root}/var/lib/nuclab/markers/kubernetes-packages.json"
  version=$(plain_version "${package_version[kubelet]}")
  [[ -e ${root}/etc/kubernetes/kubelet.conf && -n ${version} && ${version} != "${KUBERNETES_VERSION}" ]] || return 0
  [[ ! -r ${marker} || $(<"${marker}") != *"\"KUBERNETES_VERSION\":\"${KUBERNETES_VERSION}\""* ]] || return 0
  die 11 "${HOST_NAME:?} is a live node with kubelet ${version}, expected ${KUBERNETES_VERSION}" \
    "set kubernetes.version in lab.yaml to ${version}, or let ${HOST_NAME} leave the cluster first"
}

# choose_packages: fills `chosen`, for apt.
choose_packages() {
  local name revision
  chosen=()
  if reference_fits; then
    versioned "${cluster_packages[@]}"
    if ((${#given_up[@]} == 0)); then return 0; fi
    chosen=()
  fi
  revision=$(known_revision)
  if [[ -z ${revision} ]] && lists_fresh; then
    refresh_lists "${root}${source_file:?}"
    revision=$(known_revision)
  elif [[ -z ${revision} ]]; then
    refresh_lists all
    revision=$(known_revision)
  fi
  [[ -n ${revision} ]] || die 13 "the repository ${REPOSITORY_URL:?} has no kubelet ${KUBERNETES_VERSION}" \
    'set kubernetes.version in lab.yaml to a version that the repository has, or kubernetes.apt.url to one that has it'
  for name in "${versioned_packages[@]}"; do chosen+=("${name}=${revision}"); done
  chosen+=(cri-tools kubernetes-cni)
}

change_packages() {
  local name chosen
  refuse_on_live_node
  require_free_mib /var 1024
  recover_dpkg
  choose_packages
  install_packages "${chosen[@]}"
  hash -r
  for name in "${versioned_packages[@]}"; do
    [[ $(program_version "${name}") == "${KUBERNETES_VERSION}" ]] ||
      die 13 "$(type -P "${name}") is not the program of the package ${name} ${chosen[0]#*=}" "remove it ('which -a ${name}' shows all), then deploy again"
  done
  restart_kubelet
}

# The running one is still the other; before kubeadm has made this host a node it does not run.
restart_kubelet() {
  [[ -e ${root}/etc/kubernetes/kubelet.conf ]] || return 0
  systemctl daemon-reload
  systemctl try-restart kubelet
}

# Another version brings other unit files.
differs_unit_files() {
  local files
  if ! reference_fits || [[ -n $(version_difference kubelet kubeadm) || -n ${given_up[*]} ]]; then return 0; fi
  mapfile -t files < <(packaged_unit_files)
  reference_difference "${files[@]}"
}
change_unit_files() {
  local files
  mapfile -t files < <(packaged_unit_files)
  put_back "${files[@]}"
  restart_kubelet
}

differs_hold() {
  see_packages "${cluster_packages[@]}"
  hold_difference "${cluster_packages[@]}"
}

change_hold() { hold_packages "${cluster_packages[@]}"; }
