# shellcheck shell=bash
# Job: the items kernel_modules, sysctl and conntrack: what pods' traffic needs from the kernel, now and after a reboot.
# Inputs: files/nuclab-modules.conf, files/nuclab-sysctl.conf.
# Effects: modules, etc/modules-load.d, proc/sys, etc/sysctl.d.
# Exit codes: 11 the kernel lacks a module or refuses a setting.

. "${NUCLAB_SCRIPTS:?}/lib/reference/reference.sh"

modules_file=/etc/modules-load.d/nuclab.conf
# The name sorts after 99-sysctl.conf, so that a line somebody once put into /etc/sysctl.conf does not win.
sysctl_file=/etc/sysctl.d/zz-nuclab.conf
conntrack_file=/etc/sysctl.d/zz-nuclab-conntrack.conf
conntrack_max="${root}/proc/sys/net/netfilter/nf_conntrack_max"
conntrack_wanted=131072

settings() { grep -Ev '^[[:space:]]*(#|$)' "${NUCLAB_STEP_DIR}/files/$1" | tr -d ' '; }

# What a module does is looked for, not its name in lsmod: built-in ones are listed nowhere and modprobe may not know them.
module_works() {
  case "$1" in
    overlay) grep -qw overlay "${root}/proc/filesystems" ;;
    br_netfilter) [[ -e ${root}/proc/sys/net/bridge/bridge-nf-call-iptables ]] ;;
    nf_conntrack) [[ -e ${conntrack_max} ]] ;;
    *) [[ -d ${root}/sys/module/$1 ]] ;;
  esac
}

differs_kernel_modules() {
  local module
  for module in $(settings nuclab-modules.conf); do
    if ! module_works "${module}"; then printf 'kernel module %s is not loaded, applied loaded\n' "${module}" && return 0; fi
  done
  file_difference "${modules_file}" "${NUCLAB_STEP_DIR}/files/nuclab-modules.conf"
}

change_kernel_modules() {
  local module
  for module in $(settings nuclab-modules.conf); do
    module_works "${module}" || modprobe "${module}" || true
    module_works "${module}" || die 11 "kernel module ${module} cannot be loaded into kernel $(uname -r)" \
      "reboot into the distribution's newest kernel, or install its modules (Ubuntu: linux-modules-extra-$(uname -r)), then deploy again"
  done
  write_file "${root}${modules_file}" <"${NUCLAB_STEP_DIR}/files/nuclab-modules.conf"
}

differs_sysctl() {
  local key value live
  while IFS='=' read -r key value; do
    live=''
    read -r live 2>/dev/null <"${root}/proc/sys/${key//.//}" || true
    if [[ ${live} != "${value}" ]]; then printf '%s is %s, applied %s\n' "${key}" "${live:-missing}" "${value}" && return 0; fi
  done < <(settings nuclab-sysctl.conf)
  file_difference "${sysctl_file}" "${NUCLAB_STEP_DIR}/files/nuclab-sysctl.conf"
}

change_sysctl() {
  local key value path
  while IFS='=' read -r key value; do
    path="${root}/proc/sys/${key//.//}"
    [[ $(<"${path}") == "${value}" ]] || echo "${value}" >"${path}" ||
      die 11 "the kernel refuses ${key} = ${value}" 'deploy to a host (or container) that may set it'
  done < <(settings nuclab-sysctl.conf)
  write_file "${root}${sysctl_file}" <"${NUCLAB_STEP_DIR}/files/nuclab-sysctl.conf"
}

# kube-proxy is told to leave this alone, since inside a container nobody may set it; where it can be set it is set here. A kernel whose own
# value is larger keeps it: the file is there only where it was needed.
differs_conntrack() {
  local live=0
  [[ -w ${conntrack_max} ]] || return 0
  read -r live <"${conntrack_max}" || true
  if ((live < conntrack_wanted)); then
    printf 'net.netfilter.nf_conntrack_max is %s, expected at least %s\n' "${live}" "${conntrack_wanted}"
  elif [[ -f ${reference}/files${conntrack_file} ]]; then
    reference_difference "${conntrack_file}"
  fi
}

change_conntrack() {
  local live
  write_file "${root}${conntrack_file}" <<<"net.netfilter.nf_conntrack_max = ${conntrack_wanted}"
  live=$(<"${conntrack_max}")
  ((live >= conntrack_wanted)) || echo "${conntrack_wanted}" >"${conntrack_max}"
}
