import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { connect } from '../../ssh/connect';
import { knownHostsName } from '../../ssh/known-hosts';
import type { SshContext, SshTarget } from '../../ssh/types';
import { trust, type TrustOffer, type TrustResult } from '../../ssh/trust';
import { startFakeHost, type FakeHost } from './support/fake-host';
import { makeKey, type KeyPair } from './support/keys';
import { knownHostsLine, makeLab, type Lab } from './support/lab';
import { closedPort } from './support/closed-port';
import { describeWithSshd, startSshd, type Sshd } from './support/sshd';

let lab: Lab;
let other: KeyPair;
let host: FakeHost;
let second: FakeHost;

beforeAll(async () => {
  lab = makeLab();
  other = makeKey(lab.folder, 'other');
  host = await startFakeHost({ hostKey: lab.hostKey, name: 'nuc01' });
  second = await startFakeHost({ hostKey: other, name: 'nuc02' });
});
afterAll(async () => {
  await host.stop();
  await second.stop();
  lab.remove();
});

const yes = () => Promise.resolve(true);

async function run(
  context: SshContext,
  targets: SshTarget[],
  changes: { replace?: boolean; approve?: (offer: TrustOffer) => Promise<boolean | undefined> } = {},
): Promise<TrustResult[]> {
  return trust({ targets, context, replace: false, approve: yes, ...changes });
}

const written = (context: SshContext) => readFileSync(context.knownHostsFile, 'utf8');
const statuses = (results: TrustResult[]) => results.map(({ target, status }) => `${target.name} ${status}`);

describe('trusting hosts', () => {
  test('writes approved keys in the order of the inventory, and then the host is known', async () => {
    const context = { ...lab.context([]), knownHostsFile: `${lab.folder}/new/known_hosts` };
    const results = await run(context, [second.target, host.target]);
    expect(statuses(results)).toEqual(['nuc02 added', 'nuc01 added']);
    expect(written(context)).toBe(
      `${knownHostsLine(second.target, other)}\n${knownHostsLine(host.target, lab.hostKey)}\n`,
    );
    await (await connect(host.target, context)).close();
    expect(statuses(await run(context, [second.target, host.target]))).toEqual([
      'nuc02 trusted',
      'nuc01 trusted',
    ]);
    expect(written(context).split('\n')).toHaveLength(3);
  });

  test('shows keys as ssh-keygen does', async () => {
    const offers: TrustOffer[] = [];
    await run(lab.context([]), [host.target], {
      approve: (offer) => {
        offers.push(offer);
        return Promise.resolve(false);
      },
    });
    expect(offers).toEqual([
      {
        target: host.target,
        oldKeys: [],
        keys: [
          {
            type: 'ssh-ed25519',
            bits: 256,
            fingerprint: lab.hostKey.fingerprint,
            text: `256 ${lab.hostKey.fingerprint} nuc01 (ED25519)`,
          },
        ],
      },
    ]);
  });

  test('learns keys without logging in', async () => {
    const before = host.logins.length;
    await run(lab.context([]), [host.target]);
    expect(host.logins).toHaveLength(before);
  });

  test('writes nothing when it is declined or nobody can be asked', async () => {
    const context = lab.context(['# mine']);
    const answers = [false, undefined];
    const approve = () => Promise.resolve(answers.shift());
    expect(statuses(await run(context, [host.target, second.target], { approve }))).toEqual([
      'nuc01 declined',
      'nuc02 unasked',
    ]);
    expect(written(context)).toBe('# mine\n');
  });

  test('does the others when one is unreachable', async () => {
    const context = lab.context([]);
    const off = { ...host.target, name: 'nuc03', port: await closedPort() };
    const results = await run(context, [off, second.target]);
    expect(statuses(results)).toEqual(['nuc03 unreachable', 'nuc02 added']);
    expect(results[0]!.error).toMatchObject({ kind: 'unreachable', exitCode: 3 });
    expect((results[0]!.error as Error).message).toContain(
      'connection refused; fix: make sure its SSH server is running',
    );
  });

  test('leaves every other byte of the file, its mode and a link to it as they are', async () => {
    const context = lab.context([]);
    const text = '# café\r\n\n  10.0.0.9 ssh-rsa broken\nno line feed at the end';
    writeFileSync(`${context.knownHostsFile}.real`, text);
    chmodSync(`${context.knownHostsFile}.real`, 0o600);
    const link = `${context.knownHostsFile}.link`;
    symlinkSync(`${context.knownHostsFile}.real`, link);
    await run({ ...context, knownHostsFile: link }, [host.target]);
    expect(readFileSync(link, 'utf8')).toBe(`${text}\n${knownHostsLine(host.target, lab.hostKey)}\n`);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(statSync(link).mode & 0o777).toBe(0o600);
    expect(readdirSync(lab.folder).filter((name) => /\.[0-9a-f]{12}$/.test(name))).toEqual([]);
  });

  test('says so when the file cannot be written', async () => {
    const context = { ...lab.context([]), knownHostsFile: '/proc/self/known_hosts' };
    await expect(run(context, [host.target])).rejects.toThrow(
      /^\/proc\/self\/known_hosts: known hosts cannot be written \(E[A-Z]+\); fix: make the file and its folder writable for your user$/,
    );
  });
});

describe('a changed host key', () => {
  test('is never replaced silently', async () => {
    const context = lab.context([knownHostsLine(host.target, other)]);
    const approve = jest.fn(yes);
    const [result] = await run(context, [host.target], { approve });
    expect(result).toMatchObject({
      status: 'changed',
      keys: [{ fingerprint: lab.hostKey.fingerprint }],
      oldKeys: [{ fingerprint: other.fingerprint }],
    });
    expect(approve).not.toHaveBeenCalled();
    expect(written(context)).toBe(`${knownHostsLine(host.target, other)}\n`);
  });

  test('is replaced on request, after approval, and nothing else with it', async () => {
    const name = knownHostsName(host.target.address, host.target.port);
    const hashed = `${lab.folder}/hashed`;
    writeFileSync(hashed, `${name} ${other.publicText}\n`);
    execFileSync('ssh-keygen', ['-q', '-H', '-f', hashed], { stdio: 'ignore' });
    const kept = [`# comment`, `10.0.0.1 ${other.publicText}`, `@revoked 10.0.0.2 ${other.publicText}`];
    const context = lab.context([
      kept[0]!,
      `${name} ${other.publicText} old`,
      kept[1]!,
      readFileSync(hashed, 'utf8').trim(),
      `nuc01,${name},gateway ${other.publicText}`,
      kept[2]!,
    ]);
    const declined = await run(context, [host.target], {
      replace: true,
      approve: () => Promise.resolve(false),
    });
    expect(statuses(declined)).toEqual(['nuc01 declined']);
    expect(statuses(await run(context, [host.target], { replace: true }))).toEqual(['nuc01 replaced']);
    expect(written(context).split('\n')).toEqual([
      kept[0],
      kept[1],
      `gateway ${other.publicText}`,
      kept[2],
      knownHostsLine(host.target, lab.hostKey),
      '',
    ]);
  });

  test('is not replaced in a line whose pattern covers other hosts', async () => {
    const context = lab.context([`[127.0.0.*]:* ${other.publicText}`]);
    const [result] = await run(context, [host.target], { replace: true });
    expect(result).toMatchObject({ status: 'changed' });
    expect((result!.error as Error).message).toBe(
      `${context.knownHostsFile}:1: trusts nuc01 through the pattern "[127.0.0.*]:*", which also covers other hosts; ` +
        'fix: edit this line by hand, then run it again',
    );
  });

  test('that is revoked is not trusted, whatever is asked for', async () => {
    const context = lab.context([`@revoked * ${lab.hostKey.publicText}`]);
    expect(statuses(await run(context, [host.target], { replace: true }))).toEqual(['nuc01 revoked']);
  });
});

describe('hosts behind a bastion', () => {
  test('are checked after the bastion itself is trusted', async () => {
    const key = makeKey(lab.folder, 'bastion');
    const bastion = await startFakeHost({ hostKey: key, name: 'bastion', user: 'gate' });
    const context = lab.context([], { bastion: bastion.target });
    const refused = await run(context, [host.target], { approve: () => Promise.resolve(false) });
    expect(statuses(refused)).toEqual(['bastion declined', 'nuc01 unreachable']);
    expect(refused[1]!.error).toMatchObject({ kind: 'unknown-host-key', exitCode: 4 });
    expect(statuses(await run(context, [host.target]))).toEqual(['bastion added', 'nuc01 added']);
    expect(written(context)).toBe(
      `${knownHostsLine(bastion.target, key)}\n${knownHostsLine(host.target, lab.hostKey)}\n`,
    );
    await bastion.stop();
  });
});

describeWithSshd('a real OpenSSH server', () => {
  let sshd: Sshd;
  let keys: KeyPair[];

  beforeAll(async () => {
    keys = [lab.hostKey, makeKey(lab.folder, 'ecdsa', 'ecdsa'), makeKey(lab.folder, 'rsa', 'rsa')];
    sshd = await startSshd({ folder: `${lab.folder}/sshd`, hostKeys: keys, authorizedKeys: [lab.userKey] });
  });
  afterAll(async () => {
    await sshd.stop();
  });

  test('is trusted by its keys of every type, and OpenSSH agrees', async () => {
    const context = lab.context([]);
    expect(statuses(await run(context, [sshd.target]))).toEqual(['nuc01 added']);
    expect(written(context)).toBe(keys.map((key) => `${knownHostsLine(sshd.target, key)}\n`).join(''));
    const options = [
      'StrictHostKeyChecking=yes',
      `UserKnownHostsFile=${context.knownHostsFile}`,
      'BatchMode=yes',
    ];
    const flags = options.flatMap((option) => ['-o', option]);
    const port = String(sshd.target.port);
    const { address, user } = sshd.target;
    const args = [
      ...flags,
      '-F',
      'none',
      '-i',
      lab.userKey.path,
      '-p',
      port,
      `${user}@${address}`,
      'echo agreed',
    ];
    expect(execFileSync('ssh', args, { encoding: 'utf8' })).toBe('agreed\n');
  });

  test('known by one type only is already trusted, and a further type changes nothing', async () => {
    const context = lab.context([knownHostsLine(sshd.target, keys[2]!)]);
    expect(statuses(await run(context, [sshd.target]))).toEqual(['nuc01 trusted']);
    expect(written(context).split('\n')).toHaveLength(2);
  });

  test('that changed one of two trusted keys has changed', async () => {
    const context = lab.context([knownHostsLine(sshd.target, keys[0]!), knownHostsLine(sshd.target, other)]);
    expect(statuses(await run(context, [sshd.target]))).toEqual(['nuc01 trusted']);
    const mixed = lab.context([knownHostsLine(sshd.target, keys[1]!), knownHostsLine(sshd.target, other)]);
    expect(statuses(await run(mixed, [sshd.target]))).toEqual(['nuc01 changed']);
  });
});
