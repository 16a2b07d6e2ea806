# shellcheck shell=bash
# Job: the items kubelet_files, kubelet_service, kubelet_healthy and kubelet_version of a node.
# Inputs: HOST_NAME, KUBERNETES_VERSION; see_node of the script; reference.sh for what kubeadm wrote.
# Effects: kubelet's files as they were applied; kubelet enabled, started, restarted.
# Exit codes: 17 when kubelet does not respond in time.

. "${NUCLAB_SCRIPTS:?}/lib/kubernetes/kube.sh"
. "${NUCLAB_SCRIPTS}/lib/system/os.sh"
. "${NUCLAB_SCRIPTS}/lib/reference/reference.sh"
. "${NUCLAB_SCRIPTS}/lib/system/units.sh"

is_node() { [[ -e ${kubelet_conf} ]]; }

# What kubelet reads apart from its credentials: those of this host and those that were applied.
kubelet_files() {
  printf '%s\n' /var/lib/kubelet/config.yaml /var/lib/kubelet/instance-config.yaml /var/lib/kubelet/kubeadm-flags.env /etc/default/kubelet
  unit_files admin kubelet.service "${root}" "${reference}/files"
}

differs_kubelet_files() {
  local files
  is_node && has_reference || return 0
  mapfile -t files < <(kubelet_files)
  reference_difference "${files[@]}"
}
change_kubelet_files() {
  local files
  mapfile -t files < <(kubelet_files)
  put_back "${files[@]}"
  systemctl daemon-reload
  # Somebody may have masked it as well.
  see_units kubelet.service
  enable_unit kubelet.service
  systemctl restart kubelet
}

# Before kubeadm has made it a node, kubelet cannot run.
differs_kubelet_service() {
  see_units kubelet.service
  if is_node; then
    unit_difference kubelet.service
    # Without its unit file kubelet is not installed.
    if [[ -z ${unit_boot['kubelet.service']} ]]; then inherit_now; fi
  elif [[ ${unit_boot['kubelet.service']} != enabled ]]; then
    printf 'kubelet is %s at boot, applied enabled\n' "${unit_boot['kubelet.service']:-missing}"
  fi
}
change_kubelet_service() {
  enable_unit kubelet.service
  if is_node; then systemctl start kubelet; fi
}

kubelet_answers() {
  local status=''
  { exec 4<>"/dev/tcp/127.0.0.1/${kubelet_port:?}"; } 2>/dev/null || return 1
  printf 'GET /healthz HTTP/1.0\r\n\r\n' >&4
  IFS= read -r -t 2 status <&4 || true
  exec 4>&-
  [[ ${status} == *' 200 '* ]]
}

# Whether kubelet cannot run because of what earlier steps of this host own: runtime, swap, name, package.
earlier_step_explains() {
  local lines
  see_units containerd.service
  [[ ${unit_active['containerd.service']} == active ]] || return 0
  timeout 2 crictl version >/dev/null 2>&1 || return 0
  mapfile -t lines 2>/dev/null <"${root}/proc/swaps" || true
  if ((${#lines[@]} > 1)) && ! in_container; then return 0; fi
  [[ $(<"${root}/proc/sys/kernel/hostname") == "${HOST_NAME:?}" ]] || return 0
  [[ $(kubelet --version 2>/dev/null) != "Kubernetes v${KUBERNETES_VERSION:?}" ]]
}

# A kubelet that is stopped is what kubelet_service says.
kubelet_healthy() {
  kubelet_answers && return 0
  see_units kubelet.service
  case "${unit_active['kubelet.service']}" in inactive | failed | '') return 0 ;; esac
  echo 'kubelet does not respond at 127.0.0.1:10248, applied healthy'
  return 1
}

differs_kubelet_healthy() {
  is_node || return 0
  kubelet_healthy >/dev/null && return 0
  if ((checking)); then
    sleep "${kubelet_poll_seconds:?}"
    kubelet_healthy && return 0
    if [[ -n $(differs_kubelet_files) ]] || earlier_step_explains; then inherit_now; fi
  else
    kubelet_healthy || true
  fi
}
change_kubelet_healthy() {
  systemctl restart kubelet
  wait_fix="look at 'journalctl -u kubelet' on this host" wait_for 60 'kubelet to answer' settled kubelet_healthy
}

# The running kubelet, not the package, which a missed restart leaves behind.
differs_kubelet_version() {
  local version
  is_node || return 0
  see_node
  [[ -z ${node_problem} ]] || return 0
  read -r _ version _ <<<"${node_answer}"
  [[ ${version} == "v${KUBERNETES_VERSION}" ]] || printf 'kubelet runs %s, applied v%s\n' "${version}" "${KUBERNETES_VERSION}"
}
change_kubelet_version() {
  systemctl restart kubelet
  wait_for 60 'kubelet to report its version' settled kubelet_version
}
