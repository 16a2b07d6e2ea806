# shellcheck shell=sh disable=SC2154 # facts.sh sets root, line and nonce
# Job: the cluster as this control plane sees it; a host without admin.conf says nothing.
# Inputs: the functions of facts.sh; kubectl and crictl, each question for three seconds.
# Effects: none.
# Exit codes: as facts.sh.

facts_cluster() {
  conf=$root/etc/kubernetes/admin.conf
  if [ ! -r "$conf" ]; then return; fi
  if [ -r "$root/etc/kubernetes/pki/ca.crt" ]; then certificates name=ca "$root/etc/kubernetes/pki/ca.crt"; fi
  awk '$1 == "certificate-authority-data:" { print "admin-ca", $2; exit }' "$conf"
  if ! answer=$(ask_cluster get nodes --output "go-template=$cluster_nodes_gotemplate" 2>&1); then
    fact cluster-problem "$(printf '%s' "$answer" | tail -n 1)"
    return
  fi
  facts_version &
  facts_etcd &
  if ! memory=$(ask_cluster --namespace kube-system get configmap nuclab --ignore-not-found --output "go-template=$cluster_memory_gotemplate" 2>&1); then
    fact cluster-problem "what it remembers cannot be read: $(printf '%s' "$memory" | tail -n 1)"
  fi
  wait
  printf '%s\n' "$answer" | facts_of node
  printf '%s\n' "$memory" | sed -n 's/^\([a-z-]*\)\.json /cluster-marker \1 /p'
}

ask_cluster() { kubectl --kubeconfig "$conf" --request-timeout=3s "$@"; }

facts_version() { fact api-version "$(ask_cluster get --raw /version | sed -n 's/.*"gitVersion": *"\([^"]*\)".*/\1/p')"; }

facts_etcd() {
  id=$(timeout 3 crictl ps --quiet --state running --name '^etcd$' | head -n 1)
  if [ -z "$id" ]; then return; fi
  members=$(timeout 3 crictl exec "$id" etcdctl --endpoints=https://127.0.0.1:2379 --cacert=/etc/kubernetes/pki/etcd/ca.crt \
    --cert=/etc/kubernetes/pki/etcd/healthcheck-client.crt --key=/etc/kubernetes/pki/etcd/healthcheck-client.key member list)
  printf '%s\n' "$members" | facts_of etcd-member
}
