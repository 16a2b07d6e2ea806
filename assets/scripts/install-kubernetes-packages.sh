#!/usr/bin/env bash
# Job: kubelet, kubeadm and kubectl in exactly the wanted version, from one signed repository, held.
# Inputs: KUBERNETES_VERSION (1.34.4), REPOSITORY_URL, REPOSITORY_KEY_FINGERPRINT (40 hexadecimal digits); HOST_NAME for messages.
# Effects: see docs/scripts/install-kubernetes-packages.md; kubelet is restarted where it runs.
# Exit codes: 0, 10 differs (check), 11 live node or no room, 12 unsupported, 13 package, 17 deadline, 18 still differs, 1 unexpected.
set -euo pipefail

. "${NUCLAB_SCRIPTS:?}/lib/framework/step.sh"
. "${NUCLAB_SCRIPTS}/lib/apt/repository.sh"
. "${NUCLAB_SCRIPTS}/lib/kubernetes/packages.sh"
. "${NUCLAB_SCRIPTS}/lib/kubernetes/settle.sh"
use_reference kubernetes-packages

: "${KUBERNETES_VERSION:?}" "${REPOSITORY_URL:?}" "${REPOSITORY_KEY_FINGERPRINT:?}"
HOST_NAME=${HOST_NAME:-$(uname -n)}

key_file=/etc/apt/keyrings/kubernetes-apt-keyring.gpg
source_file=/etc/apt/sources.list.d/kubernetes.sources
# Entries of other minors, of other mirrors and of the repositories that were shut down in 2024, as courses told to write them.
other_sources="pkgs\.k8s\.io|apt\.kubernetes\.io|packages\.cloud\.google\.com/apt/? +kubernetes|kubernetes-(apt|archive)-keyring"

differs_repository_key() { keyring_difference "${key_file}" "${REPOSITORY_KEY_FINGERPRINT}"; }

change_repository_key() {
  install_keyring "${REPOSITORY_URL%/}/Release.key" "${key_file}" "${REPOSITORY_KEY_FINGERPRINT}" \
    'ask the owner of the repository about a new key, then set kubernetes.apt.keyFingerprint in lab.yaml; until then nothing is installed'
}

wanted_source() {
  printf '%s\n' '# written by nuclab' 'Types: deb' "URIs: ${REPOSITORY_URL%/}/" 'Suites: /' "Signed-By: ${key_file}"
}

differs_repository() {
  local other
  other=$(foreign_sources "${other_sources}" "${source_file}" | head -n 1)
  if [[ -n ${other} ]]; then printf '%s has another Kubernetes repository, expected only %s\n' "${other}" "${REPOSITORY_URL}" && return 0; fi
  wanted_source | text_difference "${source_file}"
}

change_repository() {
  local others
  mapfile -t others < <(foreign_sources "${other_sources}" "${source_file}")
  if ((${#others[@]})); then disable_sources "${other_sources}" "${others[@]}"; fi
  wanted_source | write_file "${root}${source_file}"
}

# Whether kubelet starts at boot is for the step that makes the host a node.
items=(repository_key repository packages unit_files hold)
run_step "$@"
