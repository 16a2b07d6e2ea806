#!/usr/bin/env bash
# Builds etcd and etcdctl as the Kubernetes version given by VERSION wants them.
# Inputs: OUT, WORK, VERSION, ARCH, MIRROR_SRC, RUN_DIR. Effects: writes OUT/etcd.
# Exit codes: Go's.
set -euo pipefail
# shellcheck source=../lib/go.sh
. "$MIRROR_SRC/lib/go.sh"
# shellcheck source=../lib/component.sh
. "$MIRROR_SRC/lib/component.sh"
wanted=$(sed -n 's#.*/etcd:\(.*\)-.*#\1#p' "$(component_dir kubernetes "$VERSION")/images")
version=$(module_version etcd "$wanted")
echo "kubeadm $VERSION wants etcd $wanted, building $version"
go_module etcd "$version"
# etcd prints its commit; there is none to print.
go_build "$OUT/etcd" "-X go.etcd.io/etcd/api/v3/version.GitSHA=unknown" .
