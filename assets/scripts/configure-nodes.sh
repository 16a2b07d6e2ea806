#!/usr/bin/env bash
# Job: gives every node its labels and taints and proves that the cluster works: nodes Ready, flannel everywhere, DNS answers.
# Inputs: NODES, CONTROL_PLANE_NODES (names), SCHEDULABLE_CONTROL_PLANE, DNS_DOMAIN; files/node-settings. Runs on any control-plane node.
# Effects: labels, taints and the annotation nuclab/settings of Node objects; ends a cordon.
# Exit codes: 0, 10 differs (check only), 17 deadline, 18 still differs, 20 labels or taints refused, 21 the API server does not respond
# here, 1 unexpected.

set -euo pipefail
. "${NUCLAB_SCRIPTS:?}/lib/framework/step.sh"
. "${NUCLAB_SCRIPTS}/lib/cluster/node-settings.sh"
. "${NUCLAB_SCRIPTS}/lib/cluster/dns.sh"
. "${NUCLAB_SCRIPTS}/lib/cluster/memory.sh"
: "${NODES:?}" "${CONTROL_PLANE_NODES:?}" "${SCHEDULABLE_CONTROL_PLANE:?}" "${DNS_DOMAIN:?}"

items=(registered settings nodes_ready flannel_everywhere system_pods cluster_dns)
# Labels, taints and cordons are set here; everything else is what the steps before have brought about, or not.
inherited=(registered nodes_ready flannel_everywhere system_pods cluster_dns)
deadline=300

# What a Node object that registers again is given by restore-settings.sh.
keep_reference() {
  local wanted
  wanted=$(wanted_settings)
  [[ $(recall node-settings) == "${wanted}" ]] || remember node-settings <<<"${wanted}"
}

differs_registered() {
  see_cluster
  if [[ -n ${cluster_problem} ]]; then
    printf 'the nodes cannot be listed: %s\n' "${cluster_problem}"
  else
    viewed "${NUCLAB_SCRIPTS}/lib/cluster/registered.awk"
  fi
}
change_registered() {
  local code=17
  wait_until 60 'every node to be registered' settled registered && return 0
  [[ ${last_seen} != 'the nodes cannot be listed: '* ]] || code=21
  die "${code}" "waited 60 s for every node to be registered, last saw ${last_seen:-nothing}" "look at 'systemctl status kubelet' on these hosts, then deploy again"
}

differs_settings() {
  see_cluster
  settings_to_change | settings_in_words
}
change_settings() { apply_settings; }

differs_nodes_ready() {
  see_cluster
  viewed "${NUCLAB_SCRIPTS}/lib/cluster/nodes-ready.awk"
}
change_nodes_ready() {
  wait_fix="look at 'journalctl -u kubelet' on the node named, then deploy again" \
    wait_for "${deadline}" 'every node to be Ready' settled nodes_ready
}

differs_flannel_everywhere() {
  see_cluster
  viewed "${NUCLAB_SCRIPTS}/lib/cluster/flannel-everywhere.awk"
}
change_flannel_everywhere() {
  wait_fix="look at 'kubectl -n kube-flannel get pods -o wide'" \
    wait_for "${deadline}" 'flannel on every node' settled flannel_everywhere
}

differs_system_pods() {
  see_cluster
  viewed "${NUCLAB_SCRIPTS}/lib/cluster/system-pods.awk"
}
change_system_pods() {
  wait_fix="look at 'kubectl -n kube-system describe pods'" wait_for "${deadline}" 'the system pods' settled system_pods
}

# One answer may be lost on its way.
differs_cluster_dns() {
  see_cluster
  if [[ -n ${cluster_problem} ]]; then return 0; fi
  cluster_dns_answers 2 >/dev/null || cluster_dns_answers 1 || true
}
change_cluster_dns() {
  wait_fix="look at 'kubectl -n kube-system logs -l k8s-app=kube-dns'" wait_for 120 'the cluster DNS' settled cluster_dns
}

run_step "$@"
