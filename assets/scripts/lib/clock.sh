# shellcheck shell=bash
# Job: the item clock: an NTP client keeps the time; certificates and etcd do not bear a wrong one.
# Inputs: none. Effects: systemd-timesyncd installed and enabled where no client is there.
# Exit codes: 13 by way of apt.sh, 14 the client does not start.

# shellcheck source-path=SCRIPTDIR source=apt.sh
. "${NUCLAB_LIB:?}/apt.sh"
# shellcheck source-path=SCRIPTDIR source=os.sh
. "${NUCLAB_LIB}/os.sh"

ntp_clients=(chrony.service chronyd.service systemd-timesyncd.service ntpsec.service ntp.service openntpd.service)

# ntp_client STATE: the first client for which `systemctl is-active` or `is-enabled` says so.
ntp_client() {
  local unit
  for unit in "${ntp_clients[@]}"; do
    if [[ $(systemctl "$1" "${unit}" 2>/dev/null) =~ ^(active|enabled|alias)$ ]]; then echo "${unit}" && return 0; fi
  done
}

differs_clock() {
  local active enabled
  in_container && return 0
  active=$(ntp_client is-active) enabled=$(ntp_client is-enabled)
  if [[ -z ${active} && -z ${enabled} ]]; then
    echo 'no NTP client keeps the time'
  elif [[ -z ${active} ]]; then
    echo "${enabled} is not running"
  elif [[ -z ${enabled} ]]; then
    echo "${active} does not start at boot"
  fi
}

clock_synchronised() { timedatectl show -p NTPSynchronized | grep NTPSynchronized=yes; }

change_clock() {
  local unit
  unit=$(ntp_client is-active)
  [[ -n ${unit} ]] || unit=$(ntp_client is-enabled)
  if [[ -z ${unit} ]]; then
    unit=systemd-timesyncd.service
    package_installed systemd-timesyncd || install_packages systemd-timesyncd
  fi
  systemctl enable --now "${unit}" || die 14 "the NTP client ${unit} does not start" "look at 'journalctl -u ${unit}' on the host, then deploy again"
  # A lab without a way to a time server still works as long as its hosts agree, which is checked before a deploy.
  wait_until "${NUCLAB_CLOCK_SECONDS:-15}" 'the first answer of a time server' clock_synchronised ||
    warning "${unit} runs but has heard from no time server yet"
}
