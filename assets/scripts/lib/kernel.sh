# shellcheck shell=bash
# Job: the items kernel_modules, sysctl and conntrack: what pods' traffic needs from the kernel, now and after a reboot.
# Inputs: files/nuclab-modules.conf, files/nuclab-sysctl.conf. Effects: modules, etc/modules-load.d, proc/sys, etc/sysctl.d.
# Exit codes: 11 the kernel lacks a module or refuses a setting.

# shellcheck source-path=SCRIPTDIR source=common.sh
. "${NUCLAB_LIB:?}/common.sh"

modules_file="${root}/etc/modules-load.d/nuclab.conf"
# The name sorts after 99-sysctl.conf, so that a line somebody once put into /etc/sysctl.conf does not win.
sysctl_file="${root}/etc/sysctl.d/zz-nuclab.conf"
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
    if ! module_works "${module}"; then echo "kernel module ${module} is not loaded" && return 0; fi
  done
  cmp -s "${NUCLAB_STEP_DIR}/files/nuclab-modules.conf" "${modules_file}" || echo '/etc/modules-load.d/nuclab.conf does not load the kernel modules at boot'
}

change_kernel_modules() {
  local module
  for module in $(settings nuclab-modules.conf); do
    module_works "${module}" || modprobe "${module}" || true
    module_works "${module}" || die 11 "kernel module ${module} cannot be loaded into kernel $(uname -r)" \
      "reboot into the distribution's newest kernel, or install its modules (Ubuntu: linux-modules-extra-$(uname -r)), then deploy again"
  done
  write_file "${modules_file}" <"${NUCLAB_STEP_DIR}/files/nuclab-modules.conf"
}

proc_path() { echo "${root}/proc/sys/${1//.//}"; }

differs_sysctl() {
  local key value live
  while IFS='=' read -r key value; do
    live=$(cat "$(proc_path "${key}")" 2>/dev/null || true)
    if [[ ${live} != "${value}" ]]; then echo "${key} is ${live:-missing}, wanted ${value}" && return 0; fi
  done < <(settings nuclab-sysctl.conf)
  cmp -s "${NUCLAB_STEP_DIR}/files/nuclab-sysctl.conf" "${sysctl_file}" || echo '/etc/sysctl.d/zz-nuclab.conf does not set the kernel settings at boot'
}

change_sysctl() {
  local key value
  while IFS='=' read -r key value; do
    [[ $(cat "$(proc_path "${key}")") == "${value}" ]] || echo "${value}" >"$(proc_path "${key}")" ||
      die 11 "the kernel refuses ${key} = ${value}" 'deploy to a host (or container) that may set it'
  done < <(settings nuclab-sysctl.conf)
  write_file "${sysctl_file}" <"${NUCLAB_STEP_DIR}/files/nuclab-sysctl.conf"
}

# kube-proxy is told to leave this alone, since inside a container nobody may set it; where it can be set it is set here.
differs_conntrack() {
  local live
  live=$(cat "${conntrack_max}" 2>/dev/null || echo 0)
  if ((live < conntrack_wanted)) && [[ -w ${conntrack_max} ]]; then
    echo "net.netfilter.nf_conntrack_max is ${live}, wanted at least ${conntrack_wanted}"
  fi
}

change_conntrack() {
  write_file "${root}/etc/sysctl.d/zz-nuclab-conntrack.conf" <<<"net.netfilter.nf_conntrack_max = ${conntrack_wanted}"
  echo "${conntrack_wanted}" >"${conntrack_max}"
}
