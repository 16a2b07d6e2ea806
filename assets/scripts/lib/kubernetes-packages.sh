# shellcheck shell=bash
# Job: the items packages and hold of kubelet, kubeadm, kubectl: exactly the wanted version, on no live node another one than it runs.
# Inputs: HOST_NAME, KUBERNETES_VERSION. Effects: packages, their hold.
# Exit codes: 11 live node or no room, 13 package.

# shellcheck source-path=SCRIPTDIR source=repository.sh
. "${NUCLAB_LIB:?}/repository.sh"
# shellcheck source-path=SCRIPTDIR source=os.sh
. "${NUCLAB_LIB}/os.sh"

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

differs_packages() {
  local name state
  for name in "${cluster_packages[@]}"; do
    state=$(package_state "${name}")
    if [[ ${state} != *' installed '* ]]; then echo "${name} is not installed" && return 0; fi
    [[ " ${versioned_packages[*]} " == *" ${name} "* ]] || continue
    state=${state##* }
    if [[ ${state%-*} != "${KUBERNETES_VERSION:?}" ]]; then echo "${name} is ${state%-*}, wanted ${KUBERNETES_VERSION}" && return 0; fi
  done
  for name in "${versioned_packages[@]}"; do
    state=$(program_version "${name}")
    if [[ ${state} != "${KUBERNETES_VERSION}" ]]; then
      echo "the program $(command -v "${name}") is ${state:-of an unknown version}, wanted ${KUBERNETES_VERSION}" && return 0
    fi
  done
}

# The repository's revision of the wanted version, the newest one: 1.34.4 -> 1.34.4-1.1
known_revision() {
  apt-cache madison kubelet 2>/dev/null | awk -F' *[|] *' -v want="${KUBERNETES_VERSION}-" 'index($2, want) == 1 { print $2; exit }'
}

# A node runs what its cluster runs; changing that is an upgrade, with an order and a drain, and never happens in passing.
refuse_on_live_node() {
  local state
  state=$(package_state kubelet)
  state=${state##* } state=${state%-*}
  [[ -e ${root}/etc/kubernetes/kubelet.conf && -n ${state} && ${state} != "${KUBERNETES_VERSION}" ]] || return 0
  die 11 "${HOST_NAME:?} is a live node with kubelet ${state}, wanted ${KUBERNETES_VERSION}" \
    "set kubernetes.version in lab.yaml to ${state}, or let ${HOST_NAME} leave the cluster first"
}

change_packages() {
  local revision name wanted=()
  refuse_on_live_node
  require_free_mib /var 1024
  recover_dpkg
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
  for name in "${versioned_packages[@]}"; do wanted+=("${name}=${revision}"); done
  install_packages "${wanted[@]}" cri-tools kubernetes-cni
  hash -r
  for name in "${versioned_packages[@]}"; do
    [[ $(program_version "${name}") == "${KUBERNETES_VERSION}" ]] ||
      die 13 "$(command -v "${name}") is not the program of the package ${name} ${revision}" "remove it ('which -a ${name}' shows all) and deploy again"
  done
}

differs_hold() {
  local name
  name=$(not_held "${cluster_packages[@]}")
  [[ -z ${name} ]] || echo "${name} is not held, an upgrade of the host would change it"
}

change_hold() { hold_packages "${cluster_packages[@]}"; }
