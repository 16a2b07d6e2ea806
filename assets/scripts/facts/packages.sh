# shellcheck shell=sh disable=SC2154 # facts.sh sets root, line and nonce
# Job: installed versions, sources of packages, and what keeps the package manager busy.
# Inputs: the functions of facts.sh.
# Effects: none.
# Exit codes: as facts.sh.

facts_packages() {
  # Debian's version strings; the operator's side takes epoch and revision off.
  dpkg-query --show --showformat='${Package} ${Version} ${db:Status-Abbrev}\n' containerd containerd.io kubeadm kubelet kubectl |
    awk '$3 ~ /^.i/ { print "version", $1, $2 }'
  facts_sources
  facts_apt_lock
  for update in "$root"/var/lib/dpkg/updates/*; do if [ -e "$update" ]; then fact dpkg interrupted; fi; done
  if unfinished_package; then fact dpkg interrupted; fi
}

# The addresses in apt's lists, read from the files: asking apt itself takes longer than all other parts.
facts_sources() {
  set --
  for file in "$root"/etc/apt/sources.list "$root"/etc/apt/sources.list.d/*.list "$root"/etc/apt/sources.list.d/*.sources; do
    if [ -r "$file" ]; then set -- "$@" "$file"; fi
  done
  awk "$packages_sources_awk" "$@"
}

# Who holds a lock, not who waits for it.
facts_apt_lock() {
  set --
  for lock in /var/lib/dpkg/lock-frontend /var/lib/dpkg/lock /var/lib/apt/lists/lock; do
    if [ -e "$root$lock" ]; then set -- "$@" "$root$lock"; fi
  done
  if [ $# -eq 0 ]; then return; fi
  stat -c '%i %n' "$@" | awk -v root="$root" "$packages_lock_awk" - "$root/proc/locks" | while read -r lock holder; do
    first_line "/proc/$holder/comm"
    fact apt-lock "$lock $holder $line"
  done
}

unfinished_package() {
  grep -qE '^Status: [^ ]+ (reinstreq|[^ ]+ (half-installed|unpacked|half-configured|triggers-awaited|triggers-pending))' "$root/var/lib/dpkg/status"
}
