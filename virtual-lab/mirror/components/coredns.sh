#!/usr/bin/env bash
# Builds CoreDNS as the Kubernetes version given by VERSION wants it.
# Inputs: OUT, WORK, VERSION, ARCH, MIRROR_SRC, RUN_DIR. Effects: writes OUT/coredns.
# Exit codes: Go's.
set -euo pipefail
# shellcheck source=../lib/go.sh
. "$MIRROR_SRC/lib/go.sh"
# shellcheck source=../lib/component.sh
. "$MIRROR_SRC/lib/component.sh"
wanted=$(sed -n 's#.*/coredns:v##p' "$(component_dir kubernetes "$VERSION")/images")
version=$(module_version coredns "$wanted")
echo "kubeadm $VERSION wants CoreDNS $wanted, building $version"
go_module coredns "$version"
go_build "$OUT/coredns" "" .
