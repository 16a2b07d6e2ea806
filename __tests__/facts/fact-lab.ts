import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { markerText } from '../../exchange/step-task';
import { gatherFacts, type FactPart, type LabFacts } from '../../facts';
import { parseInventory } from '../../inventory/parse';
import { StepLab } from '../support/fake-lab/step-lab';
import { certificate } from './certificate';

export const inventory = parseInventory(
  'name: lab\nhosts:\n  nuc01: 10.0.0.11\n  nuc02: 10.0.0.12\nkubernetes: { version: 1.34.4 }\n',
  'lab.yaml',
);

/** Two machines in a sandbox, from which facts are gathered. */
export class FactLab extends StepLab {
  constructor() {
    super();
    for (const name of ['nuc01', 'nuc02']) this.machine(name);
  }

  put(host: string, path: string, text: string): void {
    const file = join(this.root(host), path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  /** A control plane with a CA; its kubectl answers with itself as node, and with these lines of the ConfigMap. */
  controlPlane(host: string, ca = certificate, trusted = ca, markers: readonly string[] = []): void {
    this.put(host, 'etc/kubernetes/pki/ca.crt', ca);
    const data = Buffer.from(trusted).toString('base64');
    this.put(host, 'etc/kubernetes/admin.conf', `    certificate-authority-data: ${data}\n`);
    this.put(host, 'memory', markers.map((line) => `${line}\n`).join(''));
    const node = `${host}\\tTrue\\tready\\tv1.34.4\\tm1\\t\\t10.0.0.11\\tcontrol-plane\\n`;
    const memory = join(this.root(host), 'memory');
    this.command(
      'kubectl',
      `case "$*" in *nodes*) printf '${node}' ;; *configmap*) cat ${memory} ;; *) exit 1 ;; esac`,
      host,
    );
  }

  /** The marker of a step of the cluster whose check does this, in one line. */
  clusterMarker(phase: string, script: string, check = 'exit 0'): string {
    return markerText(this.step(check, { id: `cluster/${phase}`, place: 'cluster', phase, script })).trim();
  }

  /** The step has run on nuc01; from now on its check does this. */
  applied(phase: string, script: string, check: string): void {
    const step = this.step(check, { phase, script, inputs: { LAB: 'lab' }, files: { hosts: 'text' } });
    const text = markerText(step).replace('Count":0', 'Count":3');
    this.put('nuc01', `var/lib/nuclab/markers/${phase}.json`, text);
  }

  gather(env: NodeJS.ProcessEnv = {}, parts?: readonly FactPart[], of = inventory): Promise<LabFacts> {
    return gatherFacts({
      inventory: of,
      parts,
      labDirectory: this.lab,
      env: { HOME: this.folder, ...env },
      connect: (target) => this.connect(target),
      assetsDirectory: this.assets,
      now: () => new Date('2026-11-21T11:52:03.900Z'),
    });
  }

  /** What every Linux machine has. */
  private machine(name: string): void {
    this.host(name);
    this.put(name, 'etc/machine-id', `${name}0000\n`);
    this.put(name, 'etc/os-release', 'ID=debian\nPRETTY_NAME="Debian GNU/Linux 13 (trixie)"\n');
    this.put(name, 'proc/sys/kernel/hostname', `${name}\n`);
    this.put(name, 'proc/sys/kernel/osrelease', '6.12.48\n');
    this.put(name, 'proc/uptime', '1234.56 999.0\n');
    this.put(name, 'proc/loadavg', '0.42 0.30 0.20 1/200 4711\n');
    this.put(
      name,
      'proc/meminfo',
      'MemTotal:  16200000 kB\nMemFree: 1 kB\nMemAvailable: 12000000 kB\nSwap: 0 kB\n',
    );
    mkdirSync(join(this.root(name), 'var/lib'), { recursive: true });
    for (const command of ['kubectl', 'crictl']) this.command(command, 'exit 1', name);
    this.command(
      'dpkg-query',
      "printf '%s\\n' 'containerd.io 1.7.24~ds1-6 ii ' 'kubelet 1.34.4-1.1 hi ' 'kubectl 2:1.34.4-1.1 rc '",
      name,
    );
  }
}
