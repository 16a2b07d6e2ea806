#!/usr/bin/env bash
# Writes the go.mod and go.sum that build Kubernetes VERSION into DIR (default: the folder of that name beside this file).
# Inputs: VERSION, DIR. Effects: downloads modules, writes DIR/{main.go,go.mod,go.sum}, main.go only to another DIR.
# Exit codes: 2 usage, else Go's.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
version=${1:?usage: new-version.sh VERSION [DIR], for example new-version.sh 1.33.13}
dir=${2:-$here/$version}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export GOFLAGS=''

cp "$here/main.go" "$work/"
cd "$work"
upstream=$(go mod download -json "k8s.io/kubernetes@v$version" | sed -n 's/.*"GoMod": "\(.*\)".*/\1/p')
{
  printf 'module nuclab/virtual-lab/mirror/kubernetes\n\n'
  grep -E '^(go|godebug) ' "$upstream"
  printf '\nrequire k8s.io/kubernetes v%s\n\n' "$version"
  # Upstream's tree holds these modules itself; published they have the same minor and patch under v0.
  sed -n '/^replace (/,/^)/p' "$upstream" | sed -E "s#(k8s\.io/[a-z-]+) => \./staging/.*#\1 => \1 v0.${version#1.}#"
} >go.mod
# Both architectures, so that go.sum is complete whichever machine builds.
for arch in amd64 arm64; do
  GOARCH=$arch CGO_ENABLED=0 go list -mod=mod -deps . >/dev/null
done
mkdir -p "$dir"
cp go.mod go.sum "$dir/"
[[ $dir == "$here/$version" ]] || cp main.go "$dir/"
