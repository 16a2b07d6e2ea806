# shellcheck shell=bash
# Job: the items configuration, registry_mirrors and crictl: containerd's files, written for the version that is installed.
# Inputs: KUBERNETES_VERSION, MIRRORED_REGISTRIES; files containerd-v2.toml, containerd-v3.toml, hosts.<registry>.toml.
# Effects: etc/containerd/config.toml, etc/containerd/certs.d, etc/crictl.yaml.
# Exit codes: 14 kubeadm does not name its pause image.

. "${NUCLAB_SCRIPTS:?}/lib/containerd/package.sh"

config_file=/etc/containerd/config.toml
mirrors_dir=/etc/containerd/certs.d
mirror_note='# written by nuclab'

pause_image=''

# By what kubeadm is known again: its path, size and time, and the version it is asked about.
kubeadm_identity() { stat -Lc "%n %s %Y ${KUBERNETES_VERSION:?}" "$(type -P kubeadm)" 2>/dev/null || true; }

# kubeadm takes its time to answer, so it is asked once, and not again while it is the one that answered.
see_pause_image() {
  [[ -z ${pause_image} ]] || return 0
  if [[ -r ${reference}/pause-image ]]; then
    { IFS= read -r pause_known && IFS= read -r pause_image; } <"${reference}/pause-image" || true
    [[ ${pause_known} != "$(kubeadm_identity)" ]] || return 0
  fi
  pause_image=$(kubeadm config images list --kubernetes-version "v${KUBERNETES_VERSION:?}" 2>/dev/null | grep -m1 '/pause:' || true)
}

fill_pause_image() { printf '%s\n' "$(kubeadm_identity)" "${pause_image}" >"$1/pause-image"; }

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
  local restricted=false
  see_containerd
  if oom_score_restricted; then restricted=true; fi
  set -- -e "s|registry.k8s.io/pause:[^\"]*|${pause_image:-missing}|" -e "s/\(restrict_oom_score_adj = \).*/\1${restricted}/"
  case "${containerd_version}" in
    1.*) sed "$@" "${NUCLAB_STEP_DIR}/files/containerd-v2.toml" ;;
    2.0.*) sed "$@" -e 's/bin_dirs = \[\(.*\)\]/bin_dir = \1/' "${NUCLAB_STEP_DIR}/files/containerd-v3.toml" ;;
    *) sed "$@" "${NUCLAB_STEP_DIR}/files/containerd-v3.toml" ;;
  esac
}

differs_configuration() {
  see_pause_image
  wanted_config | text_difference "${config_file}"
}

change_configuration() {
  see_pause_image
  [[ -n ${pause_image} ]] || die 14 "kubeadm does not name the pause image of Kubernetes ${KUBERNETES_VERSION}" \
    "run 'kubeadm config images list' on the host, fix what it names, then deploy again"
  wanted_config | write_file "${root}${config_file}"
}

# Registries that an earlier lab.yaml named; files that somebody else wrote stay.
stale_mirrors() {
  local file registry
  for file in "${root}${mirrors_dir}"/*/hosts.toml; do
    [[ -f ${file} ]] || continue
    registry=${file%/hosts.toml}
    registry=${registry##*/}
    if [[ " ${MIRRORED_REGISTRIES?} " != *" ${registry} "* ]] && head -n 1 "${file}" | grep -q "^${mirror_note}"; then echo "${registry}"; fi
  done
}

differs_registry_mirrors() {
  local registry
  for registry in ${MIRRORED_REGISTRIES}; do
    file_difference "${mirrors_dir}/${registry}/hosts.toml" "${NUCLAB_STEP_DIR}/files/hosts.${registry}.toml" | grep . && return 0
  done
  registry=$(stale_mirrors)
  [[ -z ${registry} ]] || printf '%s has a mirror, expected none\n' "${registry%%$'\n'*}"
}

change_registry_mirrors() {
  local registry
  for registry in ${MIRRORED_REGISTRIES}; do
    write_file "${root}${mirrors_dir}/${registry}/hosts.toml" <"${NUCLAB_STEP_DIR}/files/hosts.${registry}.toml"
  done
  stale_mirrors | while read -r registry; do rm -f "${root}${mirrors_dir}/${registry}/hosts.toml" && rmdir --ignore-fail-on-non-empty "${root}${mirrors_dir}/${registry}"; done
}

wanted_crictl() {
  printf '%s\n' '# written by nuclab' 'runtime-endpoint: unix:///run/containerd/containerd.sock' \
    'image-endpoint: unix:///run/containerd/containerd.sock' 'timeout: 10'
}

differs_crictl() { wanted_crictl | text_difference /etc/crictl.yaml; }

change_crictl() { wanted_crictl | write_file "${root}/etc/crictl.yaml"; }
