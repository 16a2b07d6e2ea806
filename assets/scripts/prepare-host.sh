#!/usr/bin/env bash
# Job: make a fresh Debian or Ubuntu host fit for Kubernetes: names, swap, kernel, clock, firewall, unattended upgrades.
# Inputs: HOST_NAME, HOST_ADDRESS, LAB, OPEN_PORTS, PEER_ADDRESSES; files hosts, nuclab-{modules,sysctl,unattended-upgrades}.conf.
# Effects: see docs/scripts/prepare-host.md; no package but an NTP client, no reboot.
# Exit codes: 0, 10 differs (check), 11 preflight, 12 unsupported, 13 package, 14 clock, 17 deadline, 18 still differs, 20 firewall, 1 unexpected.
set -euo pipefail

# shellcheck source-path=SCRIPTDIR source=lib/common.sh
. "${NUCLAB_LIB:?}/common.sh"
# shellcheck source-path=SCRIPTDIR source=lib/os.sh
. "${NUCLAB_LIB}/os.sh"
# shellcheck source-path=SCRIPTDIR source=lib/names.sh
. "${NUCLAB_LIB}/names.sh"
# shellcheck source-path=SCRIPTDIR source=lib/swap.sh
. "${NUCLAB_LIB}/swap.sh"
# shellcheck source-path=SCRIPTDIR source=lib/kernel.sh
. "${NUCLAB_LIB}/kernel.sh"
# shellcheck source-path=SCRIPTDIR source=lib/clock.sh
. "${NUCLAB_LIB}/clock.sh"
# shellcheck source-path=SCRIPTDIR source=lib/firewall.sh
. "${NUCLAB_LIB}/firewall.sh"
# shellcheck source-path=SCRIPTDIR source=lib/upgrades.sh
. "${NUCLAB_LIB}/upgrades.sh"
# shellcheck source-path=SCRIPTDIR source=lib/settle.sh
. "${NUCLAB_LIB}/settle.sh"
use_reference base

: "${HOST_NAME:?}" "${HOST_ADDRESS:?}" "${LAB:?}" "${OPEN_PORTS?}" "${PEER_ADDRESSES?}"

fill_reference() { copy_to_reference "$1" "${conntrack_file}"; }

require_supported_os
# A first boot that is still under way would write names and packages at the same time.
if [[ ${1:-} == apply ]]; then wait_for 600 'cloud-init' cloud_init_done; fi

items=(hostname hosts_file cloud_init swap kernel_modules sysctl conntrack clock firewall automatic_upgrades)
run_step "$@"
