# shellcheck shell=sh disable=SC2154 # facts.sh sets root, line and nonce
# Job: what this machine is and how it stands: release, kernel, processors, memory, load, services, identity.
# Inputs: the functions of facts.sh.
# Effects: none.
# Exit codes: as facts.sh.

facts_system() {
  fact architecture "$(uname -m)"
  fact cpus "$(nproc)"
  fact container "$(systemd-detect-virt --container)"
  # Only version 2 has this file at its root.
  if [ -e "$root/sys/fs/cgroup/cgroup.controllers" ]; then fact cgroup cgroup2fs; else fact cgroup "$(stat -f -c %T "$root/sys/fs/cgroup")"; fi
  facts_identity
  facts_from_files
  if [ -d "$root/run/systemd/system" ]; then fact systemd "$(systemctl is-system-running)"; fi
  systemctl list-units --no-legend --plain --type=service --state=active,activating,reloading | awk '{ print "unit", $1 }'
  fact time-synchronized "$(time_synchronized)"
  for feature in overlay br_netfilter vxlan nf_conntrack; do kernel_feature "$feature"; done
}

facts_identity() {
  first_line /etc/machine-id && fact machine-id "$line"
  first_line /proc/sys/kernel/random/boot_id && fact boot-id "$line"
  first_line /proc/sys/kernel/hostname && fact hostname "$line"
  first_line /sys/class/dmi/id/product_uuid && fact product-uuid "$line"
  first_line /proc/sys/kernel/osrelease && fact kernel "$line"
}

facts_from_files() {
  set --
  for file in etc/os-release proc/meminfo proc/uptime proc/loadavg proc/self/status; do
    if [ -r "$root/$file" ]; then set -- "$@" "$root/$file"; fi
  done
  awk "$system_files_awk" "$@"
}

# As systemd-timesyncd or chrony say it; asking timedatectl would start a service.
time_synchronized() {
  if [ -e "$root/run/systemd/timesync/synchronized" ]; then
    echo yes
  elif has chronyc; then
    timeout 2 chronyc -n tracking | awk -F' *: ' '$1 == "Leap status" { print ($2 == "Not synchronised") ? "no" : "yes" }'
  elif [ -d "$root/run/systemd/timesync" ]; then
    echo no
  fi
}

# A feature is there (built in or loaded), loadable, or not found.
kernel_feature() {
  state=missing
  if [ -d "$root/sys/module/$1" ] || { [ "$1" = br_netfilter ] && [ -d "$root/proc/sys/net/bridge" ]; } ||
    grep -qw "$1" "$root/proc/filesystems"; then
    state=present
  elif modprobe --dry-run --quiet "$1"; then
    state=loadable
  fi
  fact kernel-feature "$1 $state"
}
