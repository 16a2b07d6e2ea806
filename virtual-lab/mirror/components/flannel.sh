#!/usr/bin/env bash
# Builds flanneld, and the stand-in for flannel's CNI plugin.
# Inputs: OUT, WORK, VERSION, FLANNEL_CNI, ARCH, MIRROR_SRC. Effects: writes OUT/flanneld and OUT/flannel.
# Exit codes: Go's.
set -euo pipefail
# shellcheck source=../lib/go.sh
. "$MIRROR_SRC/lib/go.sh"
go_module flannel "$VERSION"
# The udp backend is C; linked statically it needs no library of the image it ends up in.
CGO_ENABLED=1 go_build "$OUT/flanneld" \
  "-X github.com/flannel-io/flannel/pkg/version.Version=v$VERSION -linkmode external -extldflags=-static" \
  github.com/flannel-io/flannel
go_module flannel-cni "$FLANNEL_CNI"
go_build "$OUT/flannel" "" .
