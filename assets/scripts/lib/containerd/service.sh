# shellcheck shell=bash
# Job: the items service, service_files and effective_settings: containerd runs, and runs with the settings of its file.
# Inputs: none.
# Effects: containerd enabled, restarted only when what runs differs from the file.
# Exit codes: 14 containerd does not start, or not with these settings.

. "${NUCLAB_SCRIPTS:?}/lib/containerd/configuration.sh"
. "${NUCLAB_SCRIPTS}/lib/system/units.sh"

differs_service() {
  see_units containerd.service
  unit_difference containerd.service
}

runtime_answers() { crictl version; }

# start_containerd VERB: also one that somebody masked, since other items need it to answer.
start_containerd() {
  see_units containerd.service
  enable_unit containerd.service
  systemctl reset-failed containerd 2>/dev/null || true
  if ! systemctl "$1" containerd || ! wait_until 60 'containerd to answer' runtime_answers; then
    journalctl -u containerd -n 20 --no-pager 2>/dev/null || true
    die 14 "containerd does not run: ${last_seen:-it did not start}" "look at 'journalctl -u containerd' on the host, fix what it names, then deploy again"
  fi
}

change_service() { start_containerd start; }

# Drop-ins and unit files that were not there when containerd was set up: proxies and limits that were stay.
containerd_files() {
  unit_files admin containerd.service "${root}" "${reference}/files"
  unit_files package containerd.service "${root}" "${reference}/files"
}

differs_service_files() {
  local files
  # Another version brings another unit file.
  if [[ -n $(runtime_version_difference) || -n ${given_up[*]} ]]; then return 0; fi
  mapfile -t files < <(containerd_files)
  reference_difference "${files[@]}"
}
change_service_files() {
  local files
  mapfile -t files < <(containerd_files)
  put_back "${files[@]}"
  systemctl daemon-reload
  start_containerd restart
}

# Whether the running containerd may not have read its file, or is a program that is no longer on the disk. TZ: date(1) does not know every
# zone's name.
stale_difference() {
  local line started='' pid=0
  while IFS= read -r line; do
    case "${line}" in
      ActiveEnterTimestamp=*) started=${line#*=} ;;
      MainPID=*) pid=${line#*=} ;;
    esac
  done < <(TZ=UTC systemctl show containerd.service -p ActiveEnterTimestamp -p MainPID)
  if [[ $(readlink "${root}/proc/${pid}/exe" 2>/dev/null) == *' (deleted)' ]]; then
    echo 'containerd runs a program that was replaced, expected a restart'
  elif (($(date -d "${started}" +%s 2>/dev/null || echo 0) < $(stat -c %Y "${root}${config_file}"))); then
    echo 'containerd was started before its configuration was written, expected a restart'
  fi
}

# has TEXT 'difference': whether containerd's own account of itself, without blanks, contains the text.
has() { [[ ${account} == *"$1"* ]] || printf 'containerd %s\n' "$2"; }

live_differences() {
  local account config restricted=false
  account=$(crictl info 2>&1 | tr -d ' \n')
  if [[ ${account} != *'"config":'* ]]; then echo 'containerd does not respond as a container runtime, expected a response' && return 0; fi
  has '"SystemdCgroup":true' 'does not use the cgroup driver systemd, applied systemd'
  [[ ${account} == *'"binDir":"/opt/cni/bin"'* ]] || has '"binDirs":["/opt/cni/bin"]' 'looks for network plugins elsewhere, applied /opt/cni/bin'
  has '"confDir":"/etc/cni/net.d"' 'looks for network configuration elsewhere, applied /etc/cni/net.d'
  if oom_score_restricted; then restricted=true; fi
  has "\"restrictOOMScoreAdj\":${restricted}" "has another restrict_oom_score_adj, applied ${restricted}"
  # 2.x tells of images and registries only here: the merged files, not yet what runs.
  if [[ ${account} != *'"sandboxImage":'* ]]; then
    config=$(containerd config dump 2>/dev/null | tr -d " \n\"'")
    [[ ${config} == *"sandbox=${pause_image}"* ]] && account+="\"sandboxImage\":\"${pause_image}\""
    [[ ${config} == *config_path=/etc/containerd/certs.d* ]] && account+='"configPath":"/etc/containerd/certs.d"'
  fi
  has "\"sandboxImage\":\"${pause_image}\"" "uses another pause image, applied ${pause_image}"
  has '"configPath":"/etc/containerd/certs.d"' 'does not look at registry mirrors, applied /etc/containerd/certs.d'
}

# What is not running, or runs with a file that somebody changed, is named by the items before.
differs_effective_settings() {
  see_units containerd.service
  if ((checking)) && [[ ${unit_active['containerd.service']} != active || -n $(differs_configuration) ]]; then return 0; fi
  see_pause_image
  live_differences | head -n 1 | grep . && return 0
  stale_difference
}

change_effective_settings() { start_containerd restart; }
