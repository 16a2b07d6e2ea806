#!/usr/bin/env bash
# Packs kubeadm, kubelet and kubectl of one version under upstream's names, versions, dependencies and unit files.
# Inputs: OUT, WORK, VERSION, ARCH, MIRROR_SRC, RUN_DIR. Effects: writes OUT/debs.
# Exit codes: dpkg-deb's.
set -euo pipefail
# shellcheck source=../lib/deb.sh
. "$MIRROR_SRC/lib/deb.sh"
# shellcheck source=../lib/component.sh
. "$MIRROR_SRC/lib/component.sh"
files=$MIRROR_SRC/files
minor=$(cut -d . -f 2 <<<"$VERSION")
# The one file all three packages link to is a package of its own: a host downloads and unpacks it once, and during an
# upgrade, when kubeadm is newer than the kubelet, both versions lie side by side.
shared=nuclab-kubernetes-$VERSION
binary=/usr/lib/nuclab/kubernetes-$VERSION
depends="$shared (= $VERSION-1.1)"

cd "$WORK"
install -D -m 755 "$(component_dir kubernetes "$VERSION")/kubernetes" "shared$binary"
deb shared "$shared" "$VERSION-1.1" "Every Kubernetes program of version $VERSION in one file"

for program in kubeadm kubelet kubectl; do
  mkdir -p "$program/usr/bin"
  ln -s "$binary" "$program/usr/bin/$program"
done

install -D -m 644 "$files/10-kubeadm.conf" kubeadm/usr/lib/systemd/system/kubelet.service.d/10-kubeadm.conf
if ((minor < 30)); then
  kubeadm_depends="kubelet (>= 1.19.0), kubectl (>= 1.19.0), kubernetes-cni (>= 1.2.0), cri-tools (>= 1.28.0), "
elif ((minor < 32)); then
  kubeadm_depends="cri-tools (>= 1.30.0), "
else
  kubeadm_depends=""
fi
deb kubeadm kubeadm "$VERSION-1.1" "Command-line utility for administering a Kubernetes cluster" "Depends: $kubeadm_depends$depends"

install -D -m 644 "$files/kubelet.service" kubelet/usr/lib/systemd/system/kubelet.service
install -D -m 644 "$files/kubelet.default" kubelet/etc/default/kubelet
mkdir -p kubelet/var/lib/kubelet kubelet/etc/kubernetes/manifests kubelet/DEBIAN
echo /etc/default/kubelet >kubelet/DEBIAN/conffiles
install -m 755 "$files/kubelet.postinst" kubelet/DEBIAN/postinst
install -m 755 "$files/kubelet.prerm" kubelet/DEBIAN/prerm
# kubeadm's preflight of these versions asks for the tools.
tools=''
if ((minor < 32)); then tools='iproute2, socat, ebtables, ethtool, conntrack, '; fi
deb kubelet kubelet "$VERSION-1.1" "Node agent for Kubernetes clusters" \
  "Depends: iptables (>= 1.4.21), kubernetes-cni (>= 1.2.0), mount, util-linux, $tools$depends"

deb kubectl kubectl "$VERSION-1.1" "Command-line utility for interacting with a Kubernetes cluster" "Depends: $depends"
