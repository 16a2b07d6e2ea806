#!/usr/bin/env bash
# Builds every Kubernetes program of one version as one file, and notes the images that version of kubeadm asks for.
# Inputs: OUT, WORK, VERSION, ARCH, MIRROR_SRC. Effects: writes OUT/kubernetes and OUT/images.
# Exit codes: Go's.
set -euo pipefail
# shellcheck source=../lib/go.sh
. "$MIRROR_SRC/lib/go.sh"
if [[ -d $MIRROR_SRC/modules/kubernetes/$VERSION ]]; then
  go_module kubernetes "$VERSION"
else
  bash "$MIRROR_SRC/modules/kubernetes/new-version.sh" "$VERSION" "$WORK/new"
  cd "$WORK/new"
fi
minor=${VERSION#*.}
flags="-X k8s.io/client-go/pkg/version.gitVersion=v$VERSION"
# Nodes and clients compare these; without them every program would call itself v0.0.0.
for pair in "gitVersion=v$VERSION" "gitMajor=${VERSION%%.*}" "gitMinor=${minor%%.*}" gitTreeState=clean gitCommit=unknown; do
  flags+=" -X k8s.io/component-base/version.$pair"
done
go_build "$OUT/kubernetes" "$flags" .
ln -s "$OUT/kubernetes" "$WORK/kubeadm"
"$WORK/kubeadm" config images list --kubernetes-version "v$VERSION" >"$OUT/images"
cat "$OUT/images"
