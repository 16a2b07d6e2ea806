# shellcheck shell=bash
# Job: the items hostname, hosts_file and cloud_init: a host knows its own name and those of the whole lab, at its real address.
# Inputs: HOST_NAME, HOST_ADDRESS, files/hosts (lines `address name`).
# Effects: etc/hostname, etc/hosts, etc/cloud/cloud.cfg.d/99-nuclab.cfg.
# Exit codes: none of its own.

. "${NUCLAB_SCRIPTS:?}/lib/framework/step.sh"

differs_hostname() {
  local live file=''
  live=$(<"${root}/proc/sys/kernel/hostname")
  if [[ -r ${root}/etc/hostname ]]; then file=$(<"${root}/etc/hostname"); fi
  if [[ ${live} != "${HOST_NAME:?}" ]]; then
    printf 'hostname is %s, applied %s\n' "${live}" "${HOST_NAME}"
  elif [[ ${file} != "${HOST_NAME}" ]]; then
    printf '/etc/hostname says %s, applied %s\n' "${file:-nothing}" "${HOST_NAME}"
  fi
}

change_hostname() {
  write_file "${root}/etc/hostname" <<<"${HOST_NAME}"
  hostname "${HOST_NAME}"
}

hosts_begin='# nuclab begin: all hosts of the lab; written by nuclab, changes here are lost'
hosts_end='# nuclab end'

# Prints etc/hosts as it should be: the block is new; outside it no line may give a host of the lab another address
# (127.0.1.1 for the own name makes kubeadm and kubelet choose the wrong one); all other lines stay as they are.
wanted_hosts_file() {
  [[ ! -f ${root}/etc/hosts ]] || awk -v own="${HOST_NAME}" -v begin="${hosts_begin}" -v end="${hosts_end}" \
    -f "${NUCLAB_SCRIPTS}/lib/system/hosts-file.awk" "${NUCLAB_STEP_DIR}/files/hosts" "${root}/etc/hosts"
  echo "${hosts_begin}"
  cat "${NUCLAB_STEP_DIR}/files/hosts"
  echo "${hosts_end}"
}

# The first host of the lab whose name is not on just one line, that with its address.
hosts_file_difference() {
  awk -f "${NUCLAB_SCRIPTS}/lib/system/hosts-difference.awk" "${NUCLAB_STEP_DIR}/files/hosts" "${root}/etc/hosts" 2>/dev/null
}

# Names that DNS or another source answers otherwise, though the file is right: `nuc02 resolves to 10.9.9.9, applied 10.0.0.12`.
resolution_difference() {
  local names
  mapfile -t names < <(cut -d ' ' -f 2 "${NUCLAB_STEP_DIR}/files/hosts")
  awk -f "${NUCLAB_SCRIPTS}/lib/system/resolution-difference.awk" \
    "${NUCLAB_STEP_DIR}/files/hosts" - < <(getent ahostsv4 "${names[@]}" 2>/dev/null)
}

differs_hosts_file() {
  local text
  text=$(hosts_file_difference)
  if [[ -z ${text} ]]; then text=$(wanted_hosts_file | cmp -s - "${root}/etc/hosts" || echo '/etc/hosts is changed, expected as nuclab wrote it'); fi
  if [[ -z ${text} ]]; then text=$(resolution_difference); fi
  [[ -z ${text} ]] || printf '%s\n' "${text}"
}

change_hosts_file() { wanted_hosts_file | write_file "${root}/etc/hosts"; }

# cloud-init would write both files anew at the next boot.
cloud_file="${root}/etc/cloud/cloud.cfg.d/99-nuclab.cfg"
cloud_text=$'# written by nuclab: it keeps the host name and /etc/hosts itself\npreserve_hostname: true\nmanage_etc_hosts: false'

differs_cloud_init() {
  [[ -d ${root}/etc/cloud ]] || return 0
  [[ -r ${cloud_file} && $(<"${cloud_file}") == "${cloud_text}" ]] || echo 'cloud-init may rewrite the host name and /etc/hosts at the next boot, expected not to'
}

change_cloud_init() { write_file "${cloud_file}" <<<"${cloud_text}"; }

cloud_init_done() {
  [[ ! -e ${root}/run/cloud-init/enabled || -e ${root}/run/cloud-init/result.json ]] || { echo 'no result of cloud-init yet' && return 1; }
}
