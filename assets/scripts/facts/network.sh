# shellcheck shell=sh disable=SC2154 # facts.sh sets root, line and nonce
# Job: addresses, name servers, listening sockets and the firewall of this host; it asks nobody on the network.
# Inputs: the functions of facts.sh.
# Effects: none.
# Exit codes: as facts.sh.

facts_network() {
  ip -o -4 address show | while read -r _ interface _ address _; do
    first_line "/sys/class/net/${interface%@*}/address"
    fact interface "$interface ${address%/*} $line"
  done
  resolver=/etc/resolv.conf
  if [ -r "$root/run/systemd/resolve/resolv.conf" ]; then resolver=/run/systemd/resolve/resolv.conf; fi
  awk '$1 == "nameserver" { print "nameserver", $2 }' "$root$resolver"
  if grep -qi '^ENABLED=yes' "$root/etc/ufw/ufw.conf"; then fact firewall ufw; fi
  if has ss; then facts_listeners; fi
}

# Listening sockets as `tcp 6443 PID PROCESS`; the kernel's own (vxlan) have no process.
facts_listeners() {
  fact listeners known
  ss -Hltunp | awk "$network_listeners_awk" | sort -u
}
