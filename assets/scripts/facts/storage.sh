# shellcheck shell=sh disable=SC2154 # facts.sh sets root, line and nonce
# Job: the room on the file systems that matter, whether they can be written to, and swap.
# Inputs: the functions of facts.sh.
# Effects: none.
# Exit codes: as facts.sh.

facts_storage() {
  set --
  for path in / /boot /var/lib; do if [ -e "$root$path" ]; then set -- "$@" "$root$path"; fi; done
  df -k --output=file,avail,size,iavail,itotal,target "$@" | awk -v root="$root" 'NR > 1 {
    path = substr($1, length(root) + 1); if (path == "") path = "/"
    print "disk", path, $6, $2, $3
    print "inodes", path, $6, $4, $5
  }'
  for path in /etc /usr /var/lib /run; do if [ ! -w "$root$path" ]; then fact read-only "$path"; fi; done
  awk 'NR > 1 { print "swap", $1 }' "$root/proc/swaps"
}
