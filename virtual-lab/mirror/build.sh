#!/usr/bin/env bash
# Builds what the virtual lab needs instead of the internet: Kubernetes' packages and images, servers, the null provider.
# Inputs: --kubernetes VERSION (repeatable), --only terraform, NUCLAB_CACHE. Prints the mirror directory's path on stdout.
# Effects: fills the cache; installs missing Debian build packages. Exit codes: 1 build failed, 2 usage.
set -euo pipefail
shopt -s inherit_errexit
MIRROR_SRC=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=lib/common.sh
. "$MIRROR_SRC/lib/common.sh"
# shellcheck source=lib/component.sh
. "$MIRROR_SRC/lib/component.sh"
# shellcheck source=lib/assemble.sh
. "$MIRROR_SRC/lib/assemble.sh"
set -a
# shellcheck source=versions.env
. "$MIRROR_SRC/versions.env"
set +a

usage() {
  printf 'mirror: %s\nusage: build.sh [--kubernetes 1.34.4]... [--only terraform]\n' "$1" >&2
  exit 2
}

# minors: the distinct minor versions asked for.
minors() { tr ' ' '\n' <<<"$KUBERNETES" | sed -n 's/\.[0-9]*$//p' | sort -u -V; }

make_plan() {
  local go=lib/go.sh version images='' minor used
  [[ $ONLY == terraform ]] || plan tools servers "a few seconds" "" ""
  plan terraform-null "$NULL_PROVIDER" "about 40 s" "$go modules/null" ""
  [[ $ONLY != terraform ]] || return 0
  for version in $KUBERNETES; do
    used=modules/kubernetes/$version
    [[ -d $MIRROR_SRC/$used ]] || used=modules/kubernetes/new-version.sh
    plan kubernetes "$version" "about 7 min on 2 cores" "$go modules/kubernetes/main.go $used" ""
    plan etcd "$version" "about 45 s" "$go modules/etcd" "kubernetes@$version"
    plan coredns "$version" "about 90 s" "$go modules/coredns" "kubernetes@$version"
  done
  plan cni-plugins "$CNI_PLUGINS" "about 10 s" "$go modules/cni-plugins" ""
  plan cri-tools "$CRI_TOOLS" "about 50 s" "$go modules/crictl" ""
  plan flannel "$FLANNEL" "about 2 min" "$go modules/flannel modules/flannel-cni" ""
  plan debian "$DEBIAN_SUITE" "about 40 s" "" ""
  plan packages-common common "about 5 s" "lib/deb.sh" "cni-plugins@$CNI_PLUGINS cri-tools@$CRI_TOOLS"
  plan images-common common "about 20 s" "lib/oci.sh files" "debian@$DEBIAN_SUITE flannel@$FLANNEL"
  for version in $KUBERNETES; do
    images="kubernetes@$version etcd@$version coredns@$version debian@$DEBIAN_SUITE"
    plan images-kubernetes "$version" "about 15 s" "lib/oci.sh modules/pause" "$images"
    plan packages "$version" "about 10 s" "lib/deb.sh files" "kubernetes@$version"
  done
  for minor in $(minors); do
    used=packages-common@common
    for version in $KUBERNETES; do
      [[ ${version%.*} != "$minor" ]] || used+=" packages@$version"
    done
    plan repository "$minor" "a few seconds" "" "$used"
  done
}

KUBERNETES='' ONLY=''
while (($#)); do
  case "$1" in
    --kubernetes)
      [[ ${2:-} =~ ^1\.[0-9]+\.[0-9]+$ ]] || usage "--kubernetes got '${2:-}': give a full version such as $DEFAULT_KUBERNETES"
      [[ " $KUBERNETES " == *" $2 "* ]] || KUBERNETES+="${KUBERNETES:+ }$2"
      shift 2
      ;;
    --only)
      [[ ${2:-} == terraform ]] || usage "--only got '${2:-}': only 'terraform' can be built alone"
      ONLY=terraform
      shift 2
      ;;
    *) usage "unknown argument '$1'" ;;
  esac
done
if [[ $ONLY == terraform ]]; then
  KUBERNETES=''
else
  KUBERNETES=${KUBERNETES:-$DEFAULT_KUBERNETES}
fi

ARCH=$(machine_arch)
CACHE=${NUCLAB_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/nuclab}/mirror
RUN_DIR=$(mktemp -d)
PLAN=() BUILD_TMP=''
# RUN_DIR and BUILD_TMP are this run's own; what is finished has been moved out of them.
trap 'rm -rf "$RUN_DIR" ${BUILD_TMP:+"$BUILD_TMP"}' EXIT
export MIRROR_SRC ARCH CACHE RUN_DIR KUBERNETES
mkdir -p "$CACHE"/{assembled,components,locks,logs,tmp}

make_plan
name_components
mirror=$(assembled_dir)
if verified "$mirror"; then
  say "all ${#PLAN[@]} components cached, digests verified, $SECONDS s"
else
  for index in "${!PLAN[@]}"; do
    run_component "$((index + 1))" "${#PLAN[@]}" "${PLAN[index]}"
  done
  assemble "$mirror"
fi
echo "$mirror"
