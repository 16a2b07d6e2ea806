#!/usr/bin/env bash
# Job: gives every node its labels and taints and proves that the cluster works: nodes Ready, flannel everywhere, DNS answers.
# Inputs: NODES, CONTROL_PLANE_NODES (names), SCHEDULABLE_CONTROL_PLANE, DNS_DOMAIN; files/node-settings. Runs on the first control-plane node.
# Effects: labels, taints and the annotation nuclab/settings of Node objects; ends a cordon.
# Exit codes: 0, 10 differs (check only), 17 deadline, 18 still differs, 20 labels or taints refused, 1 unexpected.

set -euo pipefail
# shellcheck source=SCRIPTDIR/lib/common.sh
. "${NUCLAB_LIB:?}/common.sh"
# shellcheck source=SCRIPTDIR/lib/kube.sh
. "${NUCLAB_LIB}/kube.sh"
# shellcheck source=SCRIPTDIR/lib/pods.sh
. "${NUCLAB_LIB}/pods.sh"
# shellcheck source=SCRIPTDIR/lib/cluster-dns.sh
. "${NUCLAB_LIB}/cluster-dns.sh"
# shellcheck source=SCRIPTDIR/lib/node-settings.sh
. "${NUCLAB_LIB}/node-settings.sh"
: "${NODES:?}" "${CONTROL_PLANE_NODES:?}" "${SCHEDULABLE_CONTROL_PLANE:?}" "${DNS_DOMAIN:?}"

items=(registered settings nodes_ready flannel_everywhere system_pods cluster_dns)
deadline=300

# node_lines TEMPLATE: for each node of the inventory that the API server knows, `name <what the template gives>`.
node_lines() {
  # shellcheck disable=SC2086 # one word per node
  kube get nodes --ignore-not-found ${NODES} -o "go-template={{range .items}}{{.metadata.name}} $1{{\"\\n\"}}{{else}}{{.metadata.name}} $1{{\"\\n\"}}{{end}}"
}

# joined_lines: many lines as one, for a difference.
joined_lines() { paste -sd ';' | sed 's/;/; /g'; }

differs_registered() {
  local known node missing=()
  if ! known=$(node_lines '' 2>&1); then
    printf 'the nodes cannot be listed: %s\n' "$(last_line "${known}")"
    return 0
  fi
  for node in ${NODES}; do
    grep -q "^${node} " <<<"${known}" || missing+=("${node}")
  done
  ((${#missing[@]} == 0)) || printf 'not in the cluster: %s\n' "${missing[*]}"
}
change_registered() {
  wait_fix="look at 'systemctl status kubelet' on these hosts, then deploy again" \
    wait_for 60 'every node to be registered' settled registered
}

differs_settings() {
  local wrong
  if ! wrong=$(settings_to_change 2>&1); then
    printf 'the nodes cannot be read: %s\n' "$(last_line "${wrong}")"
  elif [[ -n ${wrong} ]]; then
    printf '%s\n' "$(joined_lines <<<"${wrong}")"
  fi
}
change_settings() { apply_settings; }

differs_nodes_ready() {
  local wrong
  if ! wrong=$(node_lines "${node_ready}" 2>&1); then
    printf 'the nodes cannot be listed: %s\n' "$(last_line "${wrong}")"
    return 0
  fi
  wrong=$(sed -n -e '/ True$/d' -e 's/ / is not Ready: /p' <<<"${wrong}" | joined_lines)
  [[ -z ${wrong} ]] || printf '%s\n' "${wrong}"
}
change_nodes_ready() {
  wait_fix="look at 'journalctl -u kubelet' on the node named, then deploy again" \
    wait_for "${deadline}" 'every node to be Ready' settled nodes_ready
}

differs_flannel_everywhere() {
  local counts wanted
  counts=$(kube -n kube-flannel get daemonset kube-flannel-ds -o 'jsonpath={.status.desiredNumberScheduled} {.status.updatedNumberScheduled} {.status.numberAvailable}' 2>/dev/null) || true
  wanted=${counts%% *}
  [[ -n ${wanted} && ${counts} == "${wanted} ${wanted} ${wanted}" ]] || printf 'flannel is available on %s of %s nodes\n' "${counts##* }" "${wanted:-no}"
}
change_flannel_everywhere() {
  wait_fix="look at 'kubectl -n kube-flannel get pods -o wide'" \
    wait_for "${deadline}" 'flannel on every node' settled flannel_everywhere
}

differs_system_pods() {
  local wrong
  if ! wrong=$({ kube -n kube-system get pods -o "go-template=${unready_pods}" && kube -n kube-flannel get pods -o "go-template=${unready_pods}"; } 2>&1); then
    printf 'the system pods cannot be listed: %s\n' "$(last_line "${wrong}")"
  elif [[ -n ${wrong} ]]; then
    printf '%s\n' "$(joined_lines <<<"${wrong}")"
  fi
}
change_system_pods() {
  wait_fix="look at 'kubectl -n kube-system describe pods'" wait_for "${deadline}" 'the system pods' settled system_pods
}

differs_cluster_dns() { cluster_dns_answers || true; }
change_cluster_dns() {
  wait_fix="look at 'kubectl -n kube-system logs -l k8s-app=kube-dns'" wait_for 120 'the cluster DNS' cluster_dns_answers
}

run_step "$@"
