#!/usr/bin/env bash
# Makes the images that do not depend on the Kubernetes version: flannel, its CNI plugin, nginx and busybox.
# Inputs: OUT, WORK, FLANNEL, FLANNEL_CNI_TAG, DEBIAN_SUITE, ARCH, MIRROR_SRC, RUN_DIR. Effects: writes OUT/registry.
# Exit codes: those of the tools used.
set -euo pipefail
# shellcheck source=../lib/oci.sh
. "$MIRROR_SRC/lib/oci.sh"
# shellcheck source=../lib/component.sh
. "$MIRROR_SRC/lib/component.sh"
debian=$(component_dir debian "$DEBIAN_SUITE")
flannel=$(component_dir flannel "$FLANNEL")
# shellcheck source=/dev/null
. "$debian/facts"

cd "$WORK"
mkdir -p net nginx busybox/{bin,dev,etc,home,proc,root,sys,tmp,usr,var} flanneld/opt/bin plugin
tar -xf "$debian/net.tar" -C net
tar -xf "$debian/nginx.tar" -C nginx
net_layer=$(layer net)

install -m 755 "$flannel/flanneld" flanneld/opt/bin/flanneld
image flannel-io/flannel "v$FLANNEL" '"Entrypoint":["/opt/bin/flanneld"]' "$net_layer" "$(layer flanneld)"

minimal_root busybox
install -m 755 nginx/usr/bin/busybox busybox/bin/busybox
for applet in $(busybox/bin/busybox --list); do
  [[ $applet == busybox ]] || ln -s busybox "busybox/bin/$applet"
done
busybox_layer=$(layer busybox)
# The tag is a name from versions.env's Debian release: see facts.
# shellcheck disable=SC2154 # from facts
image library/busybox "${busybox} latest" '"Cmd":["sh"]' "$busybox_layer"

# cp has to be there: the init container copies /flannel with it.
install -m 755 "$flannel/flannel" plugin/flannel
image flannel-io/flannel-cni-plugin "$FLANNEL_CNI_TAG" '"Cmd":["/flannel"]' "$busybox_layer" "$(layer plugin)"

# Where upstream's image looks for pages and writes its logs.
rm -f nginx/etc/nginx/sites-enabled/default
mkdir -p nginx/usr/share/nginx/html
cp "$MIRROR_SRC/files/nginx-default.conf" nginx/etc/nginx/conf.d/default.conf
cp "$MIRROR_SRC/files/nginx-index.html" nginx/usr/share/nginx/html/index.html
ln -sf /dev/stdout nginx/var/log/nginx/access.log
ln -sf /dev/stderr nginx/var/log/nginx/error.log
# shellcheck disable=SC2154 # from facts
image library/nginx "${nginx} latest" \
  '"ExposedPorts":{"80/tcp":{}},"StopSignal":"SIGQUIT","Cmd":["nginx","-g","daemon off;"]' "$(layer nginx)"
