# shellcheck shell=bash
# Job: the item clock: an NTP client keeps the time; certificates and etcd do not bear a wrong one.
# Inputs: none.
# Effects: systemd-timesyncd installed and enabled where no client is there.
# Exit codes: 13 by way of apt.sh, 14 the client does not start.

. "${NUCLAB_SCRIPTS:?}/lib/apt/apt.sh"
. "${NUCLAB_SCRIPTS}/lib/system/os.sh"
. "${NUCLAB_SCRIPTS}/lib/system/units.sh"

ntp_clients=(chrony.service chronyd.service systemd-timesyncd.service ntpsec.service ntp.service openntpd.service)

# After see_units: the first client that runs, that starts at boot, that is there at all.
running_client() {
  local unit
  for unit in "${ntp_clients[@]}"; do
    if [[ ${unit_active[${unit}]} == active ]]; then printf '%s\n' "${unit}" && return 0; fi
  done
}
enabled_client() {
  local unit
  for unit in "${ntp_clients[@]}"; do
    if starts_at_boot "${unit}"; then printf '%s\n' "${unit}" && return 0; fi
  done
}

present_client() {
  local unit
  for unit in "${ntp_clients[@]}"; do
    if [[ -n ${unit_boot[${unit}]} ]]; then printf '%s\n' "${unit}" && return 0; fi
  done
}

differs_clock() {
  local active enabled present
  in_container && return 0
  see_units "${ntp_clients[@]}"
  active=$(running_client) enabled=$(enabled_client) present=$(present_client)
  if [[ -z ${present} ]]; then
    echo 'no NTP client keeps the time, expected one running'
  elif [[ -z ${active} && -z ${enabled} ]]; then
    printf '%s is %s, applied running\n' "${present%.service}" "${unit_boot[${present}]}"
  elif [[ -z ${active} ]]; then
    printf '%s is stopped, applied running\n' "${enabled%.service}"
  elif [[ -z ${enabled} ]]; then
    printf '%s is %s at boot, applied enabled\n' "${active%.service}" "${unit_boot[${active}]:-missing}"
  fi
}

clock_synchronised() { timedatectl show -p NTPSynchronized | grep NTPSynchronized=yes; }

change_clock() {
  local unit
  see_units "${ntp_clients[@]}"
  unit=$(running_client)
  [[ -n ${unit} ]] || unit=$(enabled_client)
  [[ -n ${unit} ]] || unit=$(present_client)
  if [[ -z ${unit} ]]; then
    unit=systemd-timesyncd.service
    install_packages systemd-timesyncd
  fi
  if [[ ${unit_boot[${unit}]} == masked* ]]; then systemctl unmask "${unit}"; fi
  systemctl enable --now "${unit}" || die 14 "the NTP client ${unit} does not start" "look at 'journalctl -u ${unit}' on the host, then deploy again"
  # A lab without a way to a time server still works as long as its hosts agree, which is checked before a deploy.
  wait_until "${clock_seconds:?}" 'the first answer of a time server' clock_synchronised ||
    warning "${unit} runs but has not heard from a time server yet"
}
