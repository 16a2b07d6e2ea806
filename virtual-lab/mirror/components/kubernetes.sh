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
# Older versions are built with the compiler upstream built them with: what today's checks at run time (net/url refuses
# "https://[10.96.0.1]:1234", which kubeadm 1.28 parses in its preflight) is not what that version's users have.
minor=${minor%%.*}
if ((minor < 33)); then
  go mod download k8s.io/kubernetes
  GOTOOLCHAIN=go$(cat "$(go list -m -f '{{.Dir}}' k8s.io/kubernetes)/.go-version")
  export GOTOOLCHAIN
fi
go_build "$OUT/kubernetes" "$flags" .
ln -s "$OUT/kubernetes" "$WORK/kubeadm"
"$WORK/kubeadm" config images list --kubernetes-version "v$VERSION" >"$OUT/images"
cat "$OUT/images"
