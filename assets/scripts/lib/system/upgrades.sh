# shellcheck shell=bash
# Job: the item automatic_upgrades: unattended upgrades leave the packages of the cluster alone, also when they are installed later.
# Inputs: files/nuclab-unattended-upgrades.conf.
# Effects: etc/apt/apt.conf.d/52nuclab-unattended-upgrades.
# Exit codes: none of its own.

. "${NUCLAB_SCRIPTS:?}/lib/framework/step.sh"

upgrades_file="${root}/etc/apt/apt.conf.d/52nuclab-unattended-upgrades"

differs_automatic_upgrades() {
  cmp -s "${NUCLAB_STEP_DIR}/files/nuclab-unattended-upgrades.conf" "${upgrades_file}" ||
    echo 'unattended upgrades may touch kubelet and containerd, expected not to'
}

change_automatic_upgrades() { write_file "${upgrades_file}" <"${NUCLAB_STEP_DIR}/files/nuclab-unattended-upgrades.conf"; }
