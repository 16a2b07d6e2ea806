#!/usr/bin/env bash
# Builds the reference CNI plugins, those that kubernetes-cni installs to /opt/cni/bin.
# Inputs: OUT, WORK, VERSION, ARCH, MIRROR_SRC. Effects: writes OUT/bin.
# Exit codes: Go's.
set -euo pipefail
# shellcheck source=../lib/go.sh
. "$MIRROR_SRC/lib/go.sh"
go_module cni-plugins "$VERSION"
mkdir -p "$OUT/bin"
root=github.com/containernetworking/plugins
mapfile -t programs < <(GOFLAGS='' GOARCH=$ARCH CGO_ENABLED=0 go list -mod=readonly \
  -f '{{if eq .Name "main"}}{{.ImportPath}}{{end}}' "$root/plugins/ipam/..." "$root/plugins/main/..." "$root/plugins/meta/...")
go_build "$OUT/bin/" "-X $root/pkg/utils/buildversion.BuildVersion=v$VERSION" "${programs[@]}"
