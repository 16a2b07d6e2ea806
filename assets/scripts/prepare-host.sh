#!/usr/bin/env bash
# Job: make a fresh Debian or Ubuntu host ready for Kubernetes: names, swap, kernel, clock, firewall, unattended upgrades.
# Inputs: HOST_NAME, HOST_ADDRESS, LAB, OPEN_PORTS, PEER_ADDRESSES; files hosts, nuclab-{modules,sysctl,unattended-upgrades}.conf.
# Effects: see docs/scripts/prepare-host.md; no package but an NTP client, no reboot.
# Exit codes: 0, 10 differs (check), 11 preflight, 12 unsupported, 13 package, 14 clock, 17 deadline, 18 still differs, 20 firewall, 1 unexpected.
set -euo pipefail

. "${NUCLAB_SCRIPTS:?}/lib/framework/step.sh"
. "${NUCLAB_SCRIPTS}/lib/system/os.sh"
. "${NUCLAB_SCRIPTS}/lib/system/names.sh"
. "${NUCLAB_SCRIPTS}/lib/system/swap.sh"
. "${NUCLAB_SCRIPTS}/lib/system/kernel.sh"
. "${NUCLAB_SCRIPTS}/lib/system/clock.sh"
. "${NUCLAB_SCRIPTS}/lib/system/firewall.sh"
. "${NUCLAB_SCRIPTS}/lib/system/upgrades.sh"
. "${NUCLAB_SCRIPTS}/lib/kubernetes/settle.sh"
use_reference base

: "${HOST_NAME:?}" "${HOST_ADDRESS:?}" "${LAB:?}" "${OPEN_PORTS?}" "${PEER_ADDRESSES?}"

fill_reference() { copy_to_reference "$1" "${conntrack_file}"; }

require_supported_os
# A first boot that is still under way would write names and packages at the same time.
if [[ ${1:-} == apply ]]; then wait_for 600 'cloud-init' cloud_init_done; fi

items=(hostname hosts_file cloud_init swap kernel_modules sysctl conntrack clock firewall automatic_upgrades)
run_step "$@"
