/** The text of a first inventory: what must be there, and the most wanted rest as comments. */
export function firstInventory(
  hosts: readonly (readonly [name: string, address: string])[],
  schema: string,
): string {
  const lines = hosts.map(([name, address]) => `  ${scalar(name)}: ${scalar(address)}`).join('\n');
  return `# yaml-language-server: $schema=${schema}
# The inventory of a lab. All keys: docs/inventory.md. Check it with: nuclab validate

# The machines: name and IPv4 address. The name becomes host name and node name.
# The first host is the control plane, all others are workers.
hosts:
${lines}
  # A host can say more:
  # nuc09:
  #   address: 192.168.0.19
  #   user: ubuntu
  #   labels: { disk: ssd }
  #   taints: ['gpu=only:NoSchedule']

# How the hosts are reached. The user needs sudo.
# ssh:
#   user: ubuntu
#   identityFile: ~/.ssh/id_ed25519
#   bastion: admin@gateway.example.org

# kubernetes:
#   version: 1.34.4
#   controlPlane: [${hosts[0]?.[0] ?? 'nuc01'}]
#   schedulableControlPlane: true

# Changing this word makes every node leave and join again: a fresh cluster for a new course.
# semester: 2026-autumn
`;
}

/** A text as YAML: in quotes when it is not plainly a name or an address, so that it can be nothing else. */
function scalar(text: string): string {
  return /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(text) ? text : JSON.stringify(text);
}
