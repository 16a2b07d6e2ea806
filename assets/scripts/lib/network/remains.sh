# shellcheck shell=bash
# Job: removes what a pod network leaves on a host, by the names its owners give: never a blind flush.
# Inputs: common.sh.
# Effects: routes, links, files and firewall chains of Kubernetes, flannel and CNI.
# Exit codes: 16 a firewall table cannot be rewritten.

. "${NUCLAB_SCRIPTS:?}/lib/framework/step.sh"

cni_paths=("${root}/etc/cni/net.d" "${root}/var/lib/cni" "${root}/run/flannel")
subnet_env="${root}/run/flannel/subnet.env"
# Chains of kube-proxy and kubelet, of flannel, and of the CNI plugins portmap and bridge.
owned_chain='(^:|[[:space:]])(KUBE|FLANNEL|CNI)-[A-Za-z0-9-]+'
owned_tables='^table (ip|ip6|inet) (kube-proxy|flannel-ipv4|flannel-ipv6)$'

# With the backend host-gw each other node's pods have a route in the host's main table.
pod_routes() {
  local network
  [[ -e ${subnet_env} ]] || return 0
  network=$(sed -n 's/^FLANNEL_NETWORK=//p' "${subnet_env}")
  if [[ -n ${network} ]]; then ip -4 route show root "${network}" 2>/dev/null | grep ' via ' || true; fi
}
differs_routes() {
  local count
  count=$(pod_routes | wc -l)
  ((count == 0)) || printf '%d routes to other nodes'\'' pods are left\n' "${count}"
}
change_routes() {
  local route
  while read -r route; do
    # shellcheck disable=SC2086 # the words of one route
    ip -4 route delete ${route% onlink*} || true
  done < <(pod_routes)
}

left_links() {
  local name
  for name in cni0 flannel.1 kube-ipvs0; do
    if ip link show dev "${name}" >/dev/null 2>&1; then printf '%s\n' "${name}"; fi
  done
}
differs_links() {
  local left
  left=$(left_links | paste -sd ' ')
  [[ -z ${left} ]] || printf 'the links %s are left\n' "${left}"
}
change_links() {
  local name
  for name in $(left_links); do ip link delete "${name}"; done
}

left_cni_files() {
  local path
  for path in "${cni_paths[@]}"; do
    if [[ -n $(ls -A "${path}" 2>/dev/null) ]]; then printf '%s\n' "${path}"; fi
  done
}
differs_cni_files() {
  local left
  left=$(left_cni_files | paste -sd ' ')
  [[ -z ${left} ]] || printf 'files of the pod network are left in %s\n' "${left}"
}
# The directories stay, the packages bring them.
change_cni_files() {
  local path
  for path in $(left_cni_files); do find "${path}" -mindepth 1 -delete; done
}

# Both generations of iptables keep tables of their own; kube-proxy chooses one by itself.
firewalls() {
  local name
  for name in iptables-nft iptables-legacy ip6tables-nft ip6tables-legacy; do
    if command -v "${name}-save" >/dev/null; then printf '%s\n' "${name}"; fi
  done
}
owned_nft_tables() {
  if command -v nft >/dev/null; then nft list tables 2>/dev/null | grep -E "${owned_tables}" || true; fi
}
differs_firewall() {
  local name count=0
  for name in $(firewalls); do
    count=$((count + $({ "${name}-save" 2>/dev/null || true; } | grep -cE "${owned_chain}" || true)))
  done
  count=$((count + $(owned_nft_tables | wc -l)))
  ((count == 0)) || printf '%d firewall rules and chains of Kubernetes are left\n' "${count}"
}
# Each table is replaced at once by itself without our chains: other people's rules are never away.
change_firewall() {
  local name rules table
  for name in $(firewalls); do
    rules=$("${name}-save" --counters 2>/dev/null) || continue
    if ! grep -qE "${owned_chain}" <<<"${rules}"; then continue; fi
    { grep -vE "${owned_chain}" <<<"${rules}" || true; } | "${name}-restore" --counters ||
      die 16 "${name}-restore refuses the rules without the chains of Kubernetes" "look at '${name}-save' on this host, then try again"
  done
  while read -r table; do
    # shellcheck disable=SC2086 # `table ip kube-proxy`
    [[ -z ${table} ]] || nft delete ${table}
  done < <(owned_nft_tables)
}

# What an earlier cluster left would give pods addresses that no other node routes to this one.
clean_network_remains() {
  local item text
  for item in routes links cni_files firewall; do
    text=$("differs_${item}")
    if [[ -n ${text} ]]; then
      warning "${text}: removed"
      "change_${item}"
    fi
  done
}
