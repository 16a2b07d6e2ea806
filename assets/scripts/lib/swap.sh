# shellcheck shell=bash
# Job: the item swap: off now, and from no source on again after a reboot.
# Inputs: none. Effects: swapoff; etc/fstab; swap.target, swap units and zram services masked.
# Exit codes: 11 the swap in use does not fit into memory.

# shellcheck source-path=SCRIPTDIR source=os.sh
. "${NUCLAB_LIB:?}/os.sh"

fstab_note='# nuclab: Kubernetes nodes run without swap: '
fstab_swap='^[[:space:]]*[^#[:space:]][^[:space:]]*[[:space:]]+[^[:space:]]+[[:space:]]+swap([[:space:]]|$)'
# Services that make their own swap, apart from systemd's swap units.
swap_services=(zramswap.service zram-config.service dphys-swapfile.service swapspace.service)

swap_in_use() { awk 'NR > 1 { print $1; exit }' "${root}/proc/swaps"; }

# systemd's own swap units, of fstab, of a partition's type (GPT) and of zram-generator alike, hang on swap.target.
swap_units() { systemctl list-units --type=swap --all --plain --no-legend | awk '{ print $1 }'; }

enabled_swap_services() {
  local unit
  for unit in "${swap_services[@]}"; do
    case "$(systemctl is-enabled "${unit}" 2>/dev/null)" in enabled* | generated) echo "${unit}" ;; esac
  done
}

is_masked() { [[ $(systemctl is-enabled "$1" 2>/dev/null) == masked* ]]; }

differs_swap() {
  local line
  line=$(swap_in_use)
  if [[ -n ${line} ]] && ! in_container; then echo "swap is on (${line}), wanted off" && return 0; fi
  line=$(grep -E "${fstab_swap}" "${root}/etc/fstab" 2>/dev/null | awk 'NR == 1 { print $1 }' || true)
  if [[ -n ${line} ]]; then echo "/etc/fstab turns swap on at boot (${line}), wanted off" && return 0; fi
  line=$(enabled_swap_services)
  if [[ -n ${line} ]]; then echo "${line%%$'\n'*} turns swap on at boot, wanted masked" && return 0; fi
  is_masked swap.target || echo 'swap.target may turn swap on at boot, wanted masked'
}

change_swap() {
  local units services
  if [[ -f ${root}/etc/fstab ]] && grep -qE "${fstab_swap}" "${root}/etc/fstab"; then
    sed -E "s~${fstab_swap}~${fstab_note}&~" "${root}/etc/fstab" | write_file "${root}/etc/fstab" "$(stat -c %a "${root}/etc/fstab")"
  fi
  mapfile -t units < <(swap_units)
  mapfile -t services < <(enabled_swap_services)
  systemctl daemon-reload
  if [[ -n $(swap_in_use) ]] && ! in_container; then
    swapoff -a || die 11 "swap on $(swap_in_use) cannot be switched off, its content does not fit into memory" \
      'stop what uses the memory, or reboot the host, then deploy again'
  fi
  # A unit that somebody wrote into /etc/systemd/system cannot be masked; switched off it does no harm.
  if ((${#services[@]})); then systemctl disable --now "${services[@]}"; fi
  systemctl mask "${services[@]}" "${units[@]}" || true
  systemctl mask swap.target
}
