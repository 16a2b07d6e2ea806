# shellcheck shell=sh disable=SC2154 # facts.sh sets root, line and nonce
# Job: the certificates of Kubernetes on this host; the operator's side reads when they expire.
# Inputs: the functions of facts.sh.
# Effects: none.
# Exit codes: as facts.sh.

facts_certificates() {
  pki=$root/etc/kubernetes/pki
  set --
  for file in "$pki"/*.crt "$pki"/etcd/*.crt; do
    name=${file#"$pki/"}
    if [ -r "$file" ]; then set -- "$@" "name=${name%.crt}" "$file"; fi
  done
  file=$root/var/lib/kubelet/pki/kubelet-client-current.pem
  if [ -r "$file" ]; then set -- "$@" name=kubelet-client "$file"; fi
  certificates "$@"
  set --
  for name in admin.conf controller-manager.conf scheduler.conf; do
    file=$root/etc/kubernetes/$name
    if [ -r "$file" ]; then set -- "$@" "name=$name" "$file"; fi
  done
  if [ $# -gt 0 ]; then awk '$1 == "client-certificate-data:" { print "certificate", name, $2 }' "$@"; fi
}
