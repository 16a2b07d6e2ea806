# shellcheck shell=bash
# Builds Go programs from a folder below modules/ exactly as its committed go.sum says.
# Inputs: MIRROR_SRC, WORK, ARCH. Effects: writes WORK/go-* and the file asked for. Exit codes: Go's.

# go_module NAME VERSION: a writable copy of that module's sources, the working directory from then on. Go records what it
# reads in go.mod's folder, and the checkout stays as it is.
go_module() {
  local copy=$WORK/go-$1-$2
  mkdir -p "$copy"
  cp "$MIRROR_SRC/modules/$1/$2"/go.* "$copy/"
  find "$MIRROR_SRC/modules/$1" -maxdepth 1 -name '*.go' -exec cp -t "$copy" {} +
  cd "$copy" || return
}

# go_build OUTPUT LDFLAGS PACKAGE...: two compilers at a time, so that a small machine stays usable.
go_build() {
  local output=$1 ldflags=$2
  shift 2
  GOFLAGS='' GOOS=linux GOARCH=$ARCH CGO_ENABLED=${CGO_ENABLED:-0} \
    go build -mod=readonly -buildvcs=false -trimpath -p 2 -ldflags "-s -w $ldflags" -o "$output" "$@"
}

# module_version NAME VERSION: the committed version to build for VERSION: itself, else the newest of its minor, else the
# newest there is. So an unlisted Kubernetes patch still gets an etcd and a CoreDNS, under the tag kubeadm asks for.
module_version() {
  local all minor=${2%.*}
  all=$(cd "$MIRROR_SRC/modules/$1" && find . -mindepth 1 -maxdepth 1 -type d -printf '%f\n' | sort -V)
  grep -Fx -- "$2" <<<"$all" || grep -F -- "$minor." <<<"$all" | tail -n 1 | grep . || tail -n 1 <<<"$all"
}
