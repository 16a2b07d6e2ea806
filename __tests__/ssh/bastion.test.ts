import { connect } from '../../ssh/connect';
import type { SshContext } from '../../ssh/types';
import { startFakeHost, type FakeHost } from './support/fake-host';
import { makeKey, type KeyPair } from './support/keys';
import { knownHostsLine, makeLab, type Lab } from './support/lab';
import { until } from '../support/until';
import { closedPort } from './support/closed-port';

describe('a bastion', () => {
  let lab: Lab;
  let bastionKey: KeyPair;
  let bastion: FakeHost;
  let host: FakeHost;

  beforeAll(async () => {
    lab = makeLab();
    bastionKey = makeKey(lab.folder, 'bastion');
  });
  beforeEach(async () => {
    bastion = await startFakeHost({ hostKey: bastionKey, name: 'bastion', user: 'gate' });
    host = await startFakeHost({ hostKey: lab.hostKey });
  });
  afterEach(async () => {
    await host.stop();
    await bastion.stop();
  });
  afterAll(() => {
    lab.remove();
  });

  const context = (lines?: string[]): SshContext => {
    const both = [knownHostsLine(bastion.target, bastionKey), knownHostsLine(host.target, lab.hostKey)];
    return lab.context(lines ?? both, { bastion: bastion.target });
  };
  const at = (name: string, fake: FakeHost) => `${name} (127.0.0.1:${fake.target.port})`;

  test('leads to the host, each with its own user', async () => {
    const session = await connect(host.target, context());
    expect(await session.exec('echo through', { timeoutSeconds: 60 })).toMatchObject({ stdout: 'through\n' });
    await session.close();
    expect(bastion.logins).toContain('gate publickey');
    expect(host.logins).toContain('ada publickey');
  });

  test('is logged in to once for all hosts, and again after the last session has ended', async () => {
    const shared = context();
    const sessions = await Promise.all([1, 2, 3].map(() => connect(host.target, shared)));
    const logins = bastion.logins.length;
    const one = await connect(host.target, shared);
    expect(bastion.logins).toHaveLength(logins);
    for (const session of [...sessions, one]) await session.close();
    await (await connect(host.target, shared)).close();
    expect(bastion.logins.length).toBeGreaterThan(logins);
  });

  test('that is not trusted is refused by name, before the host is asked for', async () => {
    const attempt = connect(host.target, context([knownHostsLine(host.target, lab.hostKey)]));
    await expect(attempt).rejects.toThrow(
      `${at('bastion', bastion)}: host key 256 ${bastionKey.fingerprint} bastion`,
    );
    await expect(attempt).rejects.toMatchObject({ kind: 'unknown-host-key' });
    expect(bastion.logins).toEqual([]);
  });

  test('does not vouch for the host behind it', async () => {
    const attempt = connect(host.target, context([knownHostsLine(bastion.target, bastionKey)]));
    await expect(attempt).rejects.toThrow(
      `${at('nuc01', host)}: host key 256 ${lab.hostKey.fingerprint} nuc01`,
    );
    expect(host.logins).toEqual([]);
  });

  test('that cannot reach the host says so', async () => {
    const target = { ...host.target, port: await closedPort() };
    const attempt = connect(target, context());
    await expect(attempt).rejects.toThrow(
      new RegExp(
        `^nuc01 \\(127\\.0\\.0\\.1:${target.port}\\) through bastion \\(127\\.0\\.0\\.1:${bastion.target.port}\\): ` +
          'bastion cannot reach it \\(.*\\); fix: make sure nuc01 is switched on and reachable from bastion, and that the bastion allows TCP forwarding$',
      ),
    );
    await expect(attempt).rejects.toMatchObject({ kind: 'unreachable', exitCode: 3 });
  });

  test('that is lost makes the command on the host fail', async () => {
    const session = await connect(host.target, context());
    const running = session.exec('sleep 60', { timeoutSeconds: 60 });
    await until(() => host.commands.length > 0, 'the command to begin');
    void bastion.stop();
    await expect(running).rejects.toThrow(
      `${at('nuc01', host)} through ${at('bastion', bastion)}: connection lost (the host closed it)`,
    );
    await session.close();
  });
});
