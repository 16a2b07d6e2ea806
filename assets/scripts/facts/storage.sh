# shellcheck shell=sh disable=SC2154 # facts.sh sets root, line and nonce
# Job: the room on the file systems that matter, whether they can be written to, and swap.
# Inputs: the functions of facts.sh.
# Effects: none.
# Exit codes: as facts.sh.

facts_storage() {
  set --
  for path in / /boot /var/lib; do if [ -e "$root$path" ]; then set -- "$@" "$root$path"; fi; done
  df -k --output=file,avail,size,iavail,itotal,target "$@" | awk -v root="$root" "$storage_space_awk"
  for path in /etc /usr /var/lib /run; do if [ ! -w "$root$path" ]; then fact read-only "$path"; fi; done
  awk 'NR > 1 { print "swap", $1 }' "$root/proc/swaps"
}
