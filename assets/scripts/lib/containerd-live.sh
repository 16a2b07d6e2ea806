# shellcheck shell=bash
# Job: the items service and effective_settings: containerd runs, and runs with the settings of its file.
# Inputs: none. Effects: containerd enabled, restarted only when what runs differs from the file.
# Exit codes: 14 containerd does not start, or not with these settings.

# shellcheck source-path=SCRIPTDIR source=containerd-config.sh
. "${NUCLAB_LIB:?}/containerd-config.sh"

differs_service() {
  local active enabled
  active=$(systemctl is-active containerd 2>/dev/null || true) enabled=$(systemctl is-enabled containerd 2>/dev/null || true)
  if [[ ${active} != active ]]; then
    echo "containerd is ${active:-not there}, wanted active"
  elif [[ ${enabled} != enabled ]]; then
    echo "containerd is ${enabled:-not there}, wanted enabled"
  fi
}

runtime_answers() { crictl version; }

# start_containerd VERB
start_containerd() {
  systemctl reset-failed containerd 2>/dev/null || true
  if ! systemctl "$1" containerd || ! wait_until 60 'containerd to answer' runtime_answers; then
    journalctl -u containerd -n 20 --no-pager 2>/dev/null || true
    die 14 "containerd does not run: ${last_seen:-it did not start}" "look at 'journalctl -u containerd' on the host, cure what it names and deploy again"
  fi
}

change_service() {
  if [[ $(systemctl is-enabled containerd 2>/dev/null) == masked* ]]; then systemctl unmask containerd; fi
  systemctl enable containerd
  start_containerd start
}

# started_before_file: whether the running containerd may not have read the file. TZ: date(1) does not know every zone's name.
started_before_file() {
  local started
  started=$(TZ=UTC systemctl show containerd -p ActiveEnterTimestamp | cut -d= -f2)
  (($(date -d "${started}" +%s 2>/dev/null || echo 0) < $(stat -c %Y "${config_file}")))
}

# has TEXT 'difference': whether containerd's own account of itself, without blanks, contains the text.
has() { [[ ${account} == *"$1"* ]] || echo "$2"; }

live_differences() {
  local account config restricted=false
  account=$(crictl info 2>&1 | tr -d ' \n')
  if [[ ${account} != *'"config":'* ]]; then echo 'containerd does not answer as a container runtime (is CRI disabled in its configuration?)' && return 0; fi
  has '"SystemdCgroup":true' 'the cgroup driver in use is not systemd'
  [[ ${account} == *'"binDir":"/opt/cni/bin"'* ]] || has '"binDirs":["/opt/cni/bin"]' 'network plugins are not looked for in /opt/cni/bin'
  has '"confDir":"/etc/cni/net.d"' 'network configuration is not looked for in /etc/cni/net.d'
  if oom_score_restricted; then restricted=true; fi
  has "\"restrictOOMScoreAdj\":${restricted}" "restrict_oom_score_adj is not ${restricted}"
  # 2.x tells of images and registries only here: the merged files, not yet what runs.
  if [[ ${account} != *'"sandboxImage":'* ]]; then
    config=$(containerd config dump 2>/dev/null | tr -d " \n\"'")
    [[ ${config} == *"sandbox=${pause_image}"* ]] && account+="\"sandboxImage\":\"${pause_image}\""
    [[ ${config} == *config_path=/etc/containerd/certs.d* ]] && account+='"configPath":"/etc/containerd/certs.d"'
  fi
  has "\"sandboxImage\":\"${pause_image}\"" "the pause image in use is not ${pause_image}"
  has '"configPath":"/etc/containerd/certs.d"' 'registry mirrors in /etc/containerd/certs.d are not looked at'
}

differs_effective_settings() {
  see_pause_image
  live_differences | head -n 1 | grep . && return 0
  if started_before_file; then echo 'containerd was started before its configuration was written'; fi
}

change_effective_settings() { start_containerd restart; }
