#!/usr/bin/env bash
# Job: build the root file system that all hosts of one Debian release share, once, and print its directory.
# Inputs: $1 release (trixie, bookworm); NUCLAB_CACHE (default ~/.cache/nuclab).
# Effects: a directory rootfs/<release>-<architecture>-<digest of this recipe> in the cache, complete or not there at all.
# Exit codes: 0 built or already there, 1 failed.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=virtual-lab/hosts/common.sh
source "$here/common.sh"

suite=${1:?release missing}
cache=${NUCLAB_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/nuclab}/rootfs
mirror=${NUCLAB_LAB_DEBIAN:-http://deb.debian.org}
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
packages=(
  systemd systemd-sysv dbus libpam-systemd openssh-server sudo
  iproute2 iputils-ping nftables iptables netbase kmod procps util-linux e2fsprogs
  apt-utils libcap2-bin ca-certificates curl gnupg less nano tzdata logrotate xz-utils
)

sources() {
  printf 'deb %s/debian %s main\n' "$mirror" "$suite" "$mirror" "$suite-updates"
  printf 'deb %s/debian-security %s-security main\n' "$mirror" "$suite"
}

# What an installation leaves to each machine must not be shared: host keys, identity, package lists.
build() {
  local tree=$1
  sources | mmdebstrap --quiet --variant=minbase --include="${packages[*]}" --keyring="$keyring" "$suite" "$tree" - ||
    die "mmdebstrap could not build Debian $suite from $mirror: check that this machine reaches it (curl -I $mirror/debian/)"
  rm -f "$tree"/etc/ssh/ssh_host_* "$tree"/etc/machine-id "$tree"/var/lib/dbus/machine-id
  sources >"$tree/etc/apt/sources.list"
  echo 'LANG=C.UTF-8' >"$tree/etc/default/locale"
}

case $suite in
  trixie | bookworm) ;;
  *) die "no recipe for release '$suite': use trixie or bookworm" ;;
esac
digest=$(sha256sum "${BASH_SOURCE[0]}" | cut -c 1-12)
root=$cache/$suite-$(dpkg --print-architecture)-$digest
if [[ ! -d $root ]]; then
  mkdir -p "$cache"
  exec 9>"$root.lock"
  flock -n 9 || say "waiting for another build of the Debian $suite root"
  flock -w 600 9 || die "gave up after 600 s waiting for another build of $root"
  if [[ ! -d $root ]]; then
    say "building the Debian $suite root file system, once (about 20 s)"
    rm -rf "$root.partial"
    build "$root.partial" >&2
    mv "$root.partial" "$root"
  fi
fi
printf '%s\n' "$root"
