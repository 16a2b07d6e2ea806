#!/usr/bin/env bash
# Packs kubernetes-cni and cri-tools, which every Kubernetes version's repository holds.
# Inputs: OUT, WORK, CNI_PLUGINS, CRI_TOOLS, ARCH, MIRROR_SRC, RUN_DIR. Effects: writes OUT/debs.
# Exit codes: dpkg-deb's.
set -euo pipefail
# shellcheck source=../lib/deb.sh
. "$MIRROR_SRC/lib/deb.sh"
# shellcheck source=../lib/component.sh
. "$MIRROR_SRC/lib/component.sh"
cd "$WORK"
mkdir -p cni/opt/cni cri/usr/bin
cp -r "$(component_dir cni-plugins "$CNI_PLUGINS")/bin" cni/opt/cni/bin
deb cni kubernetes-cni "$CNI_PLUGINS-1.1" "Binaries required to provision container networking"
cp "$(component_dir cri-tools "$CRI_TOOLS")/crictl" cri/usr/bin/
deb cri cri-tools "$CRI_TOOLS-1.1" "Command-line utility for interacting with a container runtime"
