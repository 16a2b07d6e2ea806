import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Lab } from './lab-model';
import { runScript } from './lab-script';
import { mustRun } from './run-command';
import { bridgeName, freeSubnets, subnetCount } from './subnet';

const otherLab = 4;

/** Makes the bridge on the first subnet that nothing uses. The bridge's existence is the claim. @returns the subnet's number */
export async function claimSubnet(name: string, upstream: boolean): Promise<number> {
  for (const number of freeSubnets(await addressesInUse())) {
    if (await makeBridge(name, number, upstream)) return number;
  }
  throw new Error(
    `none of the ${subnetCount} subnets 10.77.0.0/24 to 10.77.${subnetCount - 1}.0/24 is free: stop a lab (npm run lab -- down)`,
  );
}

/** Claims this subnet and no other. @returns false when something uses it */
export async function claimOneSubnet(name: string, number: number, upstream: boolean): Promise<boolean> {
  return freeSubnets(await addressesInUse()).includes(number) && (await makeBridge(name, number, upstream));
}

/** After a restart of this machine the lab's state is there and its bridge is not. */
export async function ensureBridge(lab: Lab): Promise<void> {
  const number = Number(lab.subnet.split('.')[2]);
  if (await makeBridge(lab.name, number, lab.upstream)) return;
  throw new Error(
    `${lab.bridge} now belongs to another lab, and ${lab.name} needs it: take ${lab.name} down, then up again`,
  );
}

/** Cuts or heals a host's cable. A reboot heals it too: it plugs in a new one. */
export async function setCable(host: string, veth: string, state: 'up' | 'down'): Promise<void> {
  const { code } = await mustRun('ip', ['link', 'set', veth, state], {
    what: `the cable ${veth}`,
    timeoutSeconds: 10,
    accept: [0, 1],
  });
  if (code !== 0) throw new Error(`${host} is off, so it has no cable: npm run lab -- power-on ${host}`);
}

/** Name servers for the hosts: this machine's real ones upstream, else one that refuses at once. */
export function writeResolvConf(stateDir: string, bridgeAddress: string, upstream: boolean): void {
  const text = upstream ? realNameservers() : `nameserver ${bridgeAddress}\n`;
  writeFileSync(join(stateDir, 'resolv.conf'), text);
}

async function makeBridge(name: string, number: number, upstream: boolean): Promise<boolean> {
  const mode = upstream ? 'upstream' : 'mirror';
  const { code } = await runScript(
    'hosts/make-bridge.sh',
    [name, bridgeName(number), `10.77.${number}.1`, mode],
    { what: `the bridge ${bridgeName(number)}`, timeoutSeconds: 30, accept: [0, otherLab] },
  );
  return code === 0;
}

async function addressesInUse(): Promise<{ cidr: string }[]> {
  const options = { what: "this machine's addresses", timeoutSeconds: 10 };
  const addresses = JSON.parse((await mustRun('ip', ['-json', '-4', 'address'], options)).stdout) as {
    addr_info: { local: string; prefixlen: number }[];
  }[];
  const routes = JSON.parse(
    (await mustRun('ip', ['-json', '-4', 'route', 'show', 'table', 'all'], options)).stdout,
  ) as { dst: string }[];
  return [
    ...addresses.flatMap((link) =>
      link.addr_info.map(({ local, prefixlen }) => ({ cidr: `${local}/${prefixlen}` })),
    ),
    ...routes.map(({ dst }) => ({ cidr: dst })),
  ];
}

/** systemd-resolved's own address, 127.0.0.53, means nothing on a host. */
function realNameservers(): string {
  for (const file of ['/run/systemd/resolve/resolv.conf', '/etc/resolv.conf']) {
    try {
      const lines = readFileSync(file, 'utf8').match(/^nameserver (?!127\.).*$/gm);
      if (lines) return `${lines.join('\n')}\n`;
    } catch {
      continue;
    }
  }
  throw new Error('/etc/resolv.conf has no name server that hosts could use: add one');
}
