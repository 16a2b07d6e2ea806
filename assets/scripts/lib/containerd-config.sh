# shellcheck shell=bash
# Job: the items configuration, registry_mirrors and crictl: containerd's files, written for the version that is installed.
# Inputs: KUBERNETES_VERSION, MIRRORED_REGISTRIES; files containerd-v2.toml, containerd-v3.toml, hosts.<registry>.toml.
# Effects: etc/containerd/config.toml, etc/containerd/certs.d, etc/crictl.yaml. Exit codes: 14 kubeadm does not name its pause image.

# shellcheck source-path=SCRIPTDIR source=containerd-package.sh
. "${NUCLAB_LIB:?}/containerd-package.sh"

config_file="${root}/etc/containerd/config.toml"
mirrors_dir="${root}/etc/containerd/certs.d"
mirror_note='# written by nuclab'

pause_image=''

# kubeadm takes its time to answer, so it is asked once.
see_pause_image() {
  [[ -n ${pause_image} ]] ||
    pause_image=$(kubeadm config images list --kubernetes-version "v${KUBERNETES_VERSION:?}" 2>/dev/null | grep -m1 '/pause:' || true)
}

# Whether lowering an OOM score is forbidden: without CAP_SYS_RESOURCE (bit 24), or in a user namespace of its own, runc would
# fail on every static pod with `can't get final child's PID from pipe: EOF`.
oom_score_restricted() {
  local capabilities
  capabilities=$(awk '$1 == "CapBnd:" { print $2 }' "${root}/proc/1/status")
  if (((16#${capabilities:-0} >> 24 & 1) == 0)); then return 0; fi
  ! grep -qE '^ *0 +0 +4294967295' "${root}/proc/self/uid_map"
}

# The shipped file with what only the host knows: the pause image, the OOM scores, and the older word for the plugins' folder.
wanted_config() {
  local version restricted=false
  version=$(containerd_version)
  if oom_score_restricted; then restricted=true; fi
  set -- -e "s|registry.k8s.io/pause:[^\"]*|${pause_image:-missing}|" -e "s/\(restrict_oom_score_adj = \).*/\1${restricted}/"
  case "${version}" in
    1.*) sed "$@" "${NUCLAB_STEP_DIR}/files/containerd-v2.toml" ;;
    2.0.*) sed "$@" -e 's/bin_dirs = \[\(.*\)\]/bin_dir = \1/' "${NUCLAB_STEP_DIR}/files/containerd-v3.toml" ;;
    *) sed "$@" "${NUCLAB_STEP_DIR}/files/containerd-v3.toml" ;;
  esac
}

differs_configuration() {
  see_pause_image
  wanted_config | cmp -s - "${config_file}" || echo '/etc/containerd/config.toml is not as nuclab writes it'
}

change_configuration() {
  see_pause_image
  [[ -n ${pause_image} ]] || die 14 "kubeadm does not name the pause image of Kubernetes ${KUBERNETES_VERSION}" \
    "run 'kubeadm config images list' on the host, cure what it names and deploy again"
  wanted_config | write_file "${config_file}"
}

# Registries that an earlier lab.yaml named; files that somebody else wrote stay.
stale_mirrors() {
  local file registry
  for file in "${mirrors_dir}"/*/hosts.toml; do
    [[ -f ${file} ]] || continue
    registry=$(basename "$(dirname "${file}")")
    if [[ " ${MIRRORED_REGISTRIES?} " != *" ${registry} "* ]] && head -n 1 "${file}" | grep -q "^${mirror_note}"; then echo "${registry}"; fi
  done
}

differs_registry_mirrors() {
  local registry
  for registry in ${MIRRORED_REGISTRIES}; do
    if ! cmp -s "${NUCLAB_STEP_DIR}/files/hosts.${registry}.toml" "${mirrors_dir}/${registry}/hosts.toml"; then
      echo "the mirrors of ${registry} are not set as wanted" && return 0
    fi
  done
  registry=$(stale_mirrors)
  [[ -z ${registry} ]] || echo "${registry%%$'\n'*} has a mirror, wanted none"
}

change_registry_mirrors() {
  local registry
  for registry in ${MIRRORED_REGISTRIES}; do
    write_file "${mirrors_dir}/${registry}/hosts.toml" <"${NUCLAB_STEP_DIR}/files/hosts.${registry}.toml"
  done
  stale_mirrors | while read -r registry; do rm -f "${mirrors_dir}/${registry}/hosts.toml" && rmdir --ignore-fail-on-non-empty "${mirrors_dir}/${registry}"; done
}

wanted_crictl() {
  printf '%s\n' '# written by nuclab' 'runtime-endpoint: unix:///run/containerd/containerd.sock' \
    'image-endpoint: unix:///run/containerd/containerd.sock' 'timeout: 10'
}

differs_crictl() { wanted_crictl | cmp -s - "${root}/etc/crictl.yaml" || echo '/etc/crictl.yaml does not name the socket of containerd'; }

change_crictl() { wanted_crictl | write_file "${root}/etc/crictl.yaml"; }
