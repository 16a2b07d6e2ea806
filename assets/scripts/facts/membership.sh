# shellcheck shell=sh disable=SC2154 # facts.sh sets root, line and nonce
# Job: which cluster or swarm this host belongs to as its own files say, and the steps nuclab finished on it.
# Inputs: the functions of facts.sh.
# Effects: none.
# Exit codes: as facts.sh.

facts_membership() {
  set --
  for name in kubelet.conf admin.conf; do
    file=$root/etc/kubernetes/$name
    if [ -r "$file" ]; then set -- "$@" "name=$name" "$file"; fi
  done
  if [ $# -gt 0 ]; then awk '$1 == "server:" && !seen[name]++ { print "kubeconfig", name, $2 }' "$@"; fi
  if [ -r "$root/etc/kubernetes/pki/ca.crt" ]; then certificates name=ca "$root/etc/kubernetes/pki/ca.crt"; fi
  for marker in "$root"/var/lib/nuclab/markers/*.json; do
    if [ -e "$marker" ]; then
      marker=${marker##*/}
      fact finished "${marker%.json}"
    fi
  done
  if [ -s "$root/var/lib/docker/swarm/state.json" ] || [ -s "$root/var/lib/docker/swarm/docker-state.json" ]; then fact swarm member; fi
}
