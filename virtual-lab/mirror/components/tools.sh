#!/usr/bin/env bash
# Fetches the lab's servers (docker-registry, tinyproxy, busybox) without installing them: Debian would start them.
# Inputs: OUT, WORK. Effects: writes OUT/bin.
# Exit codes: apt-get's.
set -euo pipefail
packages=(docker-registry tinyproxy-bin busybox-static)
cd "$WORK"
apt-get download "${packages[@]}" || { apt-get update && apt-get download "${packages[@]}"; }
for deb in ./*.deb; do
  dpkg -x "$deb" root
done
mkdir -p "$OUT/bin"
cp root/usr/bin/docker-registry root/usr/bin/tinyproxy "$OUT/bin/"
find root -path '*/bin/busybox' -type f -exec cp {} "$OUT/bin/busybox" \;
# Not grep -q: it would leave before busybox has said all, and pipefail would call that a failure.
"$OUT/bin/busybox" --list | grep -Fx httpd >/dev/null
"$OUT/bin/docker-registry" --version
"$OUT/bin/tinyproxy" -v
