#!/usr/bin/env bash
# Makes the two Debian roots below images: one with the packet filter tools, one with nginx and busybox.
# Inputs: OUT, WORK, VERSION (the release), ARCH. Effects: writes OUT/net.tar, OUT/nginx.tar and OUT/facts.
# Exit codes: mmdebstrap's.
set -euo pipefail
root() {
  # shellcheck disable=SC2016 # $1 is mmdebstrap's, in its own shell
  mmdebstrap --quiet --variant=essential --include="$2" --architectures="$ARCH" \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' --customize-hook='rm -rf "$1"/var/lib/apt/lists/* "$1"/var/cache/*' \
    --customize-hook='chroot "$1" dpkg-query --show --showformat="\${Package} \${Version}\n" >"'"$WORK/$1.list"'"' \
    "$VERSION" "$OUT/$1.tar"
}
root net iptables,nftables,conntrack,kmod
root nginx nginx-light,busybox-static
# upstream_version PACKAGE: 1:1.26.3-3+deb13u1 becomes 1.26.3, the form of the upstream images' tags.
upstream_version() { awk -v package="$1" '$1 == package { print $2 }' "$WORK/nginx.list" | sed -E 's/^[0-9]+://; s/[-+].*//'; }
printf 'nginx=%s\nbusybox=%s\n' "$(upstream_version nginx-light)" "$(upstream_version busybox-static)" >"$OUT/facts"
grep -Eqx 'nginx=[0-9.]+' "$OUT/facts"
grep -Eqx 'busybox=[0-9.]+' "$OUT/facts"
