#!/usr/bin/env bash
# Builds crictl.
# Inputs: OUT, WORK, VERSION, ARCH, MIRROR_SRC. Effects: writes OUT/crictl.
# Exit codes: Go's.
set -euo pipefail
# shellcheck source=../lib/go.sh
. "$MIRROR_SRC/lib/go.sh"
go_module crictl "$VERSION"
go_build "$OUT/crictl" "-X sigs.k8s.io/cri-tools/pkg/version.Version=v$VERSION" sigs.k8s.io/cri-tools/cmd/crictl
