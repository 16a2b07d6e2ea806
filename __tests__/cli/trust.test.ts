import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { run } from '../../cli/program';
import * as command from '../../cli/trust';
import { loadInventory } from '../../inventory/load';
import { parseInventory } from '../../inventory/parse';
import { startFakeHost, type FakeHost } from '../ssh/support/fake-host';
import { makeKey, type KeyPair } from '../ssh/support/keys';
import { knownHostsLine, makeLab, type Lab } from '../ssh/support/lab';
import { caught } from './caught-output';
import { closedPort } from '../ssh/support/closed-port';

jest.mock('../../inventory/load');

let lab: Lab;
let host: FakeHost;
let other: KeyPair;
let folder: string;
let labs = 0;

beforeAll(async () => {
  lab = makeLab();
  other = makeKey(lab.folder, 'other');
  host = await startFakeHost({ hostKey: lab.hostKey });
});
afterAll(async () => {
  await host.stop();
  lab.remove();
});

beforeEach(async () => {
  folder = `${lab.folder}/lab${(labs += 1)}`;
  mkdirSync(folder);
  const off = await closedPort();
  const inventory = parseInventory('hosts: { nuc01: 10.0.0.11, nuc02: 10.0.0.12 }', 'lab.yaml');
  const [nuc01, nuc02] = inventory.hosts;
  // Real inventories have no loopback addresses.
  const hosts = [
    { ...nuc01!, address: '127.0.0.1', port: host.target.port },
    { ...nuc02!, address: '127.0.0.2', port: off },
  ];
  jest.mocked(loadInventory).mockReturnValue({ ...inventory, hosts });
});

const nuclab = (...words: string[]) =>
  run(['trust', '--inventory', `${folder}/lab.yaml`, ...words], [{ name: 'trust', load: () => command }]);
const knownHosts = () => readFileSync(`${folder}/known_hosts`, 'utf8');
const trusted = () => `${knownHostsLine(host.target, lab.hostKey)}\n`;
const at = () => `nuc01 (127.0.0.1:${host.target.port})`;
const shown = () => `256 ${lab.hostKey.fingerprint} nuc01 (ED25519)`;

/** Gives the process a terminal on which somebody types. */
async function typing<T>(text: string, work: () => Promise<T>): Promise<T> {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => input });
  const stdin = Object.getOwnPropertyDescriptor(process, 'stdin')!;
  const wasTty = process.stderr.isTTY;
  Object.defineProperty(process, 'stdin', { configurable: true, value: input });
  process.stderr.isTTY = true;
  const timer = setInterval(() => {
    if (!caught.noted.includes('[y/N')) return;
    clearInterval(timer);
    input.write(text);
  }, 5);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    Object.defineProperty(process, 'stdin', stdin);
    process.stderr.isTTY = wasTty;
  }
}

describe('nuclab trust', () => {
  test('with --yes trusts new hosts, and says so the second time', async () => {
    expect(await nuclab('--yes', 'nuc01')).toBe(0);
    expect(caught.printed).toBe(`${at()}: trusted from now on\n  ${shown()}\n`);
    expect(knownHosts()).toBe(trusted());
    caught.printed = '';
    expect(await nuclab('nuc01')).toBe(0);
    expect(caught.printed).toBe(`${at()}: already trusted\n`);
  });

  test('lists unreachable hosts, does the others, and exits with 3', async () => {
    expect(await nuclab('--yes')).toBe(3);
    expect(caught.printed).toContain(`${at()}: trusted from now on\n`);
    expect(caught.printed).toMatch(/nuc02 \(127\.0\.0\.2:\d+\): unreachable\n/);
    expect(caught.noted).toMatch(
      /nuc02 \(127\.0\.0\.2:\d+\): connection refused; fix: make sure its SSH server is running/,
    );
    expect(knownHosts()).toBe(trusted());
  });

  test('without terminal and without --yes trusts nothing and says what to do', async () => {
    expect(await nuclab('nuc01')).toBe(4);
    expect(caught.printed).toBe(`${at()}: not trusted, since nobody could be asked\n  ${shown()}\n`);
    expect(caught.noted).toBe(
      '  fix: compare the keys, then run nuclab trust --yes nuc01, or run it in a terminal\n',
    );
    expect(knownHosts).toThrow('ENOENT');
  });

  test.each([
    ['y', 0],
    ['yes', 0],
    ['', 4],
    ['n', 4],
    ['what?', 4],
  ])('asks, and takes "%s" for exit code %i', async (answer, exitCode) => {
    expect(await typing(`${answer}\n`, () => nuclab('nuc01'))).toBe(exitCode);
    expect(stripVTControlCharacters(caught.noted)).toContain(
      `${at()} shows\n  ${shown()}\ntrust nuc01? [y/N or a fingerprint] `,
    );
    if (exitCode === 0) expect(knownHosts()).toBe(trusted());
    else expect(caught.printed).toContain(`${at()}: not trusted\n`);
  });

  test('takes the fingerprint from the machine as yes, and another one as no', async () => {
    expect(await typing(`${other.fingerprint}\n`, () => nuclab('nuc01'))).toBe(4);
    caught.noted = '';
    expect(await typing(`${lab.hostKey.fingerprint}\n`, () => nuclab('nuc01'))).toBe(0);
  });

  test('does not replace a changed key without --replace, and shows both', async () => {
    const old = `${knownHostsLine(host.target, other)}\n`;
    writeFileSync(`${folder}/known_hosts`, old);
    expect(await nuclab('--yes', 'nuc01')).toBe(4);
    expect(caught.printed).toBe(
      `${at()}: shows other keys than the trusted ones\n  - 256 ${other.fingerprint} nuc01 (ED25519)\n  + ${shown()}\n`,
    );
    expect(caught.noted).toBe(
      '  fix: if nuc01 was re-imaged, run nuclab trust --replace nuc01; if not, find out who answers at its address\n',
    );
    expect(knownHosts()).toBe(old);
  });

  test('with --replace asks with the old and the new key', async () => {
    writeFileSync(`${folder}/known_hosts`, `${knownHostsLine(host.target, other)}\n`);
    expect(await typing('y\n', () => nuclab('--replace', 'nuc01'))).toBe(0);
    expect(caught.noted).toContain(
      `${at()} shows other keys than the trusted ones\n  - 256 ${other.fingerprint} nuc01 (ED25519)\n  + ${shown()}\n`,
    );
    expect(caught.printed).toContain(`${at()}: new keys trusted from now on, in place of the old ones\n`);
    expect(knownHosts()).toBe(trusted());
  });

  test('a revoked key is named', async () => {
    writeFileSync(`${folder}/known_hosts`, `@revoked * ${lab.hostKey.publicText}\n`);
    expect(await nuclab('--yes', 'nuc01')).toBe(4);
    expect(caught.printed).toBe(`${at()}: shows a revoked key\n  ${shown()}\n`);
    expect(caught.noted).toBe('  fix: give nuc01 a new host key, then run nuclab trust nuc01\n');
  });

  test('prints one JSON document with --json', async () => {
    expect(await nuclab('--yes', '--json')).toBe(3);
    expect(JSON.parse(caught.printed)).toEqual({
      schemaVersion: 1,
      ok: false,
      hosts: [
        {
          name: 'nuc01',
          address: '127.0.0.1',
          port: host.target.port,
          status: 'added',
          keys: [{ type: 'ssh-ed25519', bits: 256, fingerprint: lab.hostKey.fingerprint }],
          oldKeys: [],
        },
        {
          name: 'nuc02',
          address: '127.0.0.2',
          port: expect.any(Number),
          status: 'unreachable',
          keys: [],
          oldKeys: [],
          message: expect.stringContaining('connection refused'),
        },
      ],
    });
    expect(caught.noted).toBe('');
  });

  test('refuses a host that is not in the inventory, and names the nearest', async () => {
    expect(await nuclab('nuc1')).toBe(2);
    expect(caught.noted).toBe('host "nuc1" is not in the inventory; fix: write nuc01\n');
    caught.noted = '';
    expect(await nuclab('elephant')).toBe(2);
    expect(caught.noted).toBe('host "elephant" is not in the inventory; fix: name one of nuc01, nuc02\n');
  });
});
