# shellcheck shell=bash
# Job: the item swap: off now, and from no source on again after a reboot.
# Inputs: none.
# Effects: swapoff; etc/fstab; swap.target, swap units and zram services masked.
# Exit codes: 11 the swap in use does not fit into memory.

. "${NUCLAB_SCRIPTS:?}/lib/system/os.sh"
. "${NUCLAB_SCRIPTS}/lib/system/units.sh"

fstab_note='# nuclab: Kubernetes nodes run without swap: '
fstab_swap='^[[:space:]]*[^#[:space:]][^[:space:]]*[[:space:]]+[^[:space:]]+[[:space:]]+swap([[:space:]]|$)'
# Services that make their own swap, apart from systemd's swap units.
swap_services=(zramswap.service zram-config.service dphys-swapfile.service swapspace.service)

# The first one, by its file or device.
swap_in_use() {
  local line
  {
    IFS= read -r line && IFS= read -r line && printf '%s\n' "${line%%[[:space:]]*}"
  } 2>/dev/null <"${root}/proc/swaps" || true
}

fstab_swap_line() {
  local line
  while IFS= read -r line || [[ -n ${line} ]]; do
    if [[ ${line} =~ ${fstab_swap} ]]; then
      read -r line _ <<<"${line}"
      printf '%s\n' "${line}" && return 0
    fi
  done 2>/dev/null <"${root}/etc/fstab" || true
}

# systemd's own swap units, of fstab, of a partition's type (GPT) and of zram-generator alike, hang on swap.target.
swap_units() { systemctl list-units --type=swap --all --plain --no-legend | awk '{ print $1 }'; }

# Units that somebody enabled, also apart from swap.target.
enabled_swap_units() { systemctl list-unit-files --type=swap --state=enabled --no-legend 2>/dev/null | awk '{ print $1 }'; }

# After see_units: those of swap_services that start at boot.
enabled_swap_services() {
  local unit
  for unit in "${swap_services[@]}"; do
    if [[ ${unit_boot[${unit}]} == enabled* || ${unit_boot[${unit}]} == generated ]]; then printf '%s\n' "${unit}"; fi
  done
}

differs_swap() {
  local line
  line=$(swap_in_use)
  if [[ -n ${line} ]] && ! in_container; then printf 'swap is on (%s), applied off\n' "${line}" && return 0; fi
  line=$(fstab_swap_line)
  if [[ -n ${line} ]]; then printf '/etc/fstab turns swap on at boot (%s), applied off\n' "${line}" && return 0; fi
  see_units swap.target "${swap_services[@]}"
  line=$(enabled_swap_services && enabled_swap_units)
  if [[ -n ${line} ]]; then printf '%s turns swap on at boot, applied off\n' "${line%%$'\n'*}" && return 0; fi
  [[ ${unit_boot['swap.target']} == masked* ]] || printf 'swap.target may turn swap on at boot, applied masked\n'
}

change_swap() {
  local units services
  if [[ -f ${root}/etc/fstab ]] && grep -qE "${fstab_swap}" "${root}/etc/fstab"; then
    sed -E "s~${fstab_swap}~${fstab_note}&~" "${root}/etc/fstab" | write_file "${root}/etc/fstab" "$(stat -c %a "${root}/etc/fstab")"
  fi
  mapfile -t units < <(swap_units)
  see_units "${swap_services[@]}"
  mapfile -t services < <(enabled_swap_services && enabled_swap_units)
  systemctl daemon-reload
  if [[ -n $(swap_in_use) ]] && ! in_container; then
    swapoff -a || die 11 "swap on $(swap_in_use) cannot be switched off, its content does not fit into memory" \
      'stop what uses the memory, or reboot the host, then deploy again'
  fi
  # A unit that somebody wrote into /etc/systemd/system cannot be masked; switched off it does no harm.
  if ((${#services[@]})); then systemctl disable --now "${services[@]}"; fi
  if ((${#services[@]} + ${#units[@]})); then systemctl mask "${services[@]}" "${units[@]}" || true; fi
  systemctl mask swap.target
}
