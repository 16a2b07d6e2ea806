#!/usr/bin/env bash
# Job: keep the operator's kernel settings: hosts share them, and their systemd and kubelet change them.
# Inputs: $1 save or restore, $2 directory for the labs' state.
# Effects: save: notes them once in machine-settings and raises the inotify limit; restore: puts back what differs, forgets the note.
# Exit codes: 0 done, 1 failed.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=virtual-lab/hosts/common.sh
source "$here/common.sh"

action=${1:?action missing}
note=${2:?state directory missing}/machine-settings
settings=(
  kernel/core_pattern kernel/pid_max kernel/panic kernel/panic_on_oops kernel/sysrq kernel/keys/root_maxkeys kernel/keys/root_maxbytes
  kernel/threads-max vm/overcommit_memory vm/panic_on_oom vm/swappiness vm/max_map_count
  fs/file-max fs/nr_open fs/protected_fifos fs/protected_hardlinks fs/protected_regular fs/protected_symlinks
  fs/inotify/max_user_instances fs/inotify/max_user_watches net/ipv4/ip_forward
)

save() {
  local setting
  if [[ ! -e $note ]]; then
    for setting in "${settings[@]}"; do
      [[ ! -r /proc/sys/$setting ]] || printf '%s %s\n' "$setting" "$(cat "/proc/sys/$setting")"
    done >"$note.partial"
    mv "$note.partial" "$note"
  fi
  # All hosts' root users count as one: Debian's 128 inotify instances are used up by three Kubernetes nodes.
  if (($(cat /proc/sys/fs/inotify/max_user_instances) < 8192)); then
    say 'raising fs.inotify.max_user_instances to 8192 until the last lab goes'
    echo 8192 >/proc/sys/fs/inotify/max_user_instances
  fi
}

restore() {
  local setting value
  [[ -e $note ]] || return 0
  while read -r setting value; do
    [[ $(cat "/proc/sys/$setting") == "$value" ]] || printf '%s\n' "$value" >"/proc/sys/$setting" ||
      say "could not set /proc/sys/$setting back to $value"
  done <"$note"
  rm -f "$note"
}

case $action in
  save | restore) "$action" ;;
  *) die "unknown action '$action': use save or restore" ;;
esac
