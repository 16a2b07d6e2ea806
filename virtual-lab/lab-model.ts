import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Debian 13 and Debian 12. */
export type Suite = 'trixie' | 'bookworm';
export const suites: readonly Suite[] = ['trixie', 'bookworm'];

export interface LabHost {
  readonly name: string;
  readonly address: string;
  readonly suite: Suite;
}

/** The lab's own stand-in for the registries that its hosts cannot reach. */
export interface LabMirror {
  /** The assembled mirror: `www/`, `registry/`, `bin/`, `terraform/`, `versions.json`. */
  readonly directory: string;
  /** The container registry, host and port. */
  readonly registry: string;
  /** The web server that holds the apt repositories, without a slash at the end. */
  readonly http: string;
  /** The HTTP proxy to the Debian archive. */
  readonly proxy: string;
}

/** A running lab; `lab.json` in its state directory is the same. */
export interface Lab {
  readonly name: string;
  readonly stateDir: string;
  /** For example 10.77.0.0/24. */
  readonly subnet: string;
  readonly bridge: string;
  readonly bridgeAddress: string;
  readonly hosts: readonly LabHost[];
  readonly sshUser: string;
  readonly identityFile: string;
  /** Holds every host's real keys, read from its disk. */
  readonly knownHostsFile: string;
  /** The Kubernetes versions asked of the mirror; none: the mirror's default. */
  readonly kubernetes: readonly string[];
  readonly upstream: boolean;
  readonly sudoNeedsPassword: boolean;
  readonly mirror?: LabMirror;
}

/** The checkout, whether this runs compiled from `dist/` or from source in a test. */
export const checkoutDirectory = findCheckout(__dirname);

export function defaultLabName(checkout: string = realpathSync(checkoutDirectory)): string {
  return `lab-${createHash('sha256').update(checkout).digest('hex').slice(0, 6)}`;
}

export function checkLabName(name: string): string {
  if (/^[a-z][a-z0-9-]{0,30}$/.test(name)) return name;
  throw new Error(
    `lab name '${name}' does not work: use up to 31 lower-case letters, digits and dashes, a letter first (--name semester-1)`,
  );
}

/** Where all labs keep their state. The overlay file system's options know no quoting. */
export function stateRoot(): string {
  const root = process.env['NUCLAB_LAB_STATE'] ?? '/var/lib/nuclab-virtual-lab';
  if (/^\/[\w./-]+$/.test(root)) return root;
  throw new Error(`NUCLAB_LAB_STATE is '${root}': use an absolute path of letters, digits, dots and dashes`);
}

export const stateDirectory = (name: string): string => join(stateRoot(), checkLabName(name));
export const hostDirectory = (lab: Lab, host: string): string => join(lab.stateDir, 'hosts', host);

/** @returns undefined when there is no such lab */
export function loadLab(name: string): Lab | undefined {
  const file = join(stateDirectory(name), 'lab.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Lab) : undefined;
}

export function requireLab(name: string): Lab {
  const lab = loadLab(name);
  if (lab) return lab;
  throw new Error(`no lab named ${name} in ${stateRoot()}: start it with npm run lab -- up 3 --name ${name}`);
}

export function requireHost(lab: Lab, name: string): LabHost {
  const host = lab.hosts.find((each) => each.name === name);
  if (host) return host;
  throw new Error(
    `lab ${lab.name} has no host '${name}': use one of ${lab.hosts.map((each) => each.name).join(', ')}`,
  );
}

export function saveLab(lab: Lab): void {
  const file = join(lab.stateDir, 'lab.json');
  writeFileSync(`${file}.partial`, `${JSON.stringify(lab, undefined, 2)}\n`);
  renameSync(`${file}.partial`, file);
}

function findCheckout(from: string): string {
  if (existsSync(join(from, 'package.json'))) return from;
  const parent = dirname(from);
  if (parent === from)
    throw new Error(`no package.json above ${__dirname}: run the lab from a nuclab checkout`);
  return findCheckout(parent);
}
