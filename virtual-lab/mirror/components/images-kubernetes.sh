#!/usr/bin/env bash
# Makes the images one Kubernetes version asks for, under the names and tags its kubeadm prints.
# Inputs: OUT, WORK, VERSION, DEBIAN_SUITE, ARCH, MIRROR_SRC, RUN_DIR. Effects: writes OUT/registry.
# Exit codes: those of the tools used.
set -euo pipefail
# shellcheck source=../lib/oci.sh
. "$MIRROR_SRC/lib/oci.sh"
# shellcheck source=../lib/component.sh
. "$MIRROR_SRC/lib/component.sh"
kubernetes=$(component_dir kubernetes "$VERSION")
tag() { sed -n "s#^[^/]*/$1:##p" "$kubernetes/images" | grep .; }

cd "$WORK"
mkdir net pause
tar -xf "$(component_dir debian "$DEBIAN_SUITE")/net.tar" -C net
for root in control etcd coredns; do minimal_root "$root"; done

# One layer for the whole control plane; the name decides which program runs, so the entry points differ.
install -m 755 "$kubernetes/kubernetes" control/usr/local/bin/kubernetes
for program in kube-apiserver kube-controller-manager kube-scheduler kube-proxy; do
  ln -s kubernetes "control/usr/local/bin/$program"
done
control_layer=$(layer control)
for program in kube-apiserver kube-controller-manager kube-scheduler; do
  image "$program" "$(tag "$program")" "\"Entrypoint\":[\"/usr/local/bin/$program\"]" "$control_layer"
done
image kube-proxy "$(tag kube-proxy)" '"Entrypoint":["/usr/local/bin/kube-proxy"]' "$(layer net)" "$control_layer"

install -m 755 "$(component_dir etcd "$VERSION")/etcd" etcd/usr/local/bin/etcd
ln -s etcd etcd/usr/local/bin/etcdctl
image etcd "$(tag etcd)" '"Entrypoint":["etcd"]' "$(layer etcd)"

install -m 755 "$(component_dir coredns "$VERSION")/coredns" coredns/coredns
image coredns/coredns "$(tag coredns/coredns)" '"Entrypoint":["/coredns"]' "$(layer coredns)"

gcc -Os -static -s -o pause/pause "$MIRROR_SRC/modules/pause/pause.c"
image pause "$(tag pause)" '"User":"65535:65535","Entrypoint":["/pause"]' "$(layer pause)"
