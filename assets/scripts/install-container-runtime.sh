#!/usr/bin/env bash
# Job: containerd and runc, configured for kubelet (systemd cgroups, CNI, pause image, registry mirrors), proved in the running one.
# Inputs: RUNTIME_PACKAGE, KUBERNETES_VERSION, MIRRORED_REGISTRIES; files containerd-v2.toml, containerd-v3.toml, hosts.<registry>.toml.
# Effects: see docs/scripts/install-container-runtime.md; containerd restarts only when it runs with other settings.
# Exit codes: 0, 10 differs (check), 11 no room, 12 unsupported, 13 package, 14 runtime, 17 deadline, 18 still differs, 1 unexpected.
set -euo pipefail

. "${NUCLAB_SCRIPTS:?}/lib/framework/step.sh"
. "${NUCLAB_SCRIPTS}/lib/containerd/service.sh"
. "${NUCLAB_SCRIPTS}/lib/kubernetes/settle.sh"
use_reference container-runtime

: "${RUNTIME_PACKAGE:?}" "${KUBERNETES_VERSION:?}" "${MIRRORED_REGISTRIES?}"

require_supported_os
[[ ${1:-} != apply ]] || command -v kubeadm >/dev/null ||
  die 14 'kubeadm is not installed, but it names the pause image' 'deploy the step kubernetes-packages of this host first'

fill_reference() {
  local names files
  read -ra names <<<"$(runtime_packages)"
  mapfile -t files < <(containerd_files)
  fill_versions "$1" "${names[@]}"
  fill_pause_image "$1"
  copy_to_reference "$1" "${files[@]}"
}

items=(runtime_package runtime_hold configuration registry_mirrors crictl service_files service effective_settings)
run_step "$@"
