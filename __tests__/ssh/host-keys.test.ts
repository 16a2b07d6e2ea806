import { connect } from '../../ssh/connect';
import type { SshContext } from '../../ssh/types';
import { startFakeHost, type FakeHost } from './support/fake-host';
import { makeKey, type KeyPair } from './support/keys';
import { knownHostsLine, makeLab, type Lab } from './support/lab';

describe('the host key', () => {
  let lab: Lab;
  let host: FakeHost;
  let other: KeyPair;
  let ecdsa: KeyPair;

  beforeAll(async () => {
    lab = makeLab();
    other = makeKey(lab.folder, 'other');
    ecdsa = makeKey(lab.folder, 'ecdsa', 'ecdsa');
    host = await startFakeHost({ hostKey: lab.hostKey });
  });

  afterAll(async () => {
    await host.stop();
    lab.remove();
  });

  const refused = async (context: SshContext, kind: string): Promise<string> => {
    const before = host.logins.length;
    const error: unknown = await connect(host.target, context).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ name: 'SshError', kind, exitCode: 4 });
    // Refused before authentication: the host never learnt who wanted in.
    expect(host.logins).toHaveLength(before);
    return (error as Error).message;
  };
  const where = () => `nuc01 (127.0.0.1:${host.target.port})`;

  test('that is trusted lets the session through', async () => {
    const session = await connect(host.target, lab.context([knownHostsLine(host.target, lab.hostKey)]));
    expect(await session.exec('echo in', { timeoutSeconds: 60 })).toMatchObject({ stdout: 'in\n' });
    await session.close();
  });

  test('that is unknown is refused with its fingerprint', async () => {
    const context = lab.context([]);
    expect(await refused(context, 'unknown-host-key')).toBe(
      `${where()}: host key 256 ${lab.hostKey.fingerprint} nuc01 (ED25519) is not in ${context.knownHostsFile}; ` +
        'fix: run nuclab trust nuc01',
    );
  });

  test('is unknown when there is no known_hosts file', async () => {
    const context = { ...lab.context([]), knownHostsFile: `${lab.folder}/nowhere` };
    expect(await refused(context, 'unknown-host-key')).toContain(`is not in ${lab.folder}/nowhere; fix:`);
  });

  test('is refused when known_hosts cannot be read', async () => {
    const context = { ...lab.context([]), knownHostsFile: lab.folder };
    expect(await refused(context, 'unknown-host-key')).toBe(
      `${lab.folder}: known hosts cannot be read (EISDIR); fix: make ${lab.folder} readable for your user`,
    );
  });

  test('that changed is refused with the old and the new fingerprint', async () => {
    const context = lab.context(['# a comment', knownHostsLine(host.target, other)]);
    expect(await refused(context, 'changed-host-key')).toBe(
      `${where()}: host key changed: it shows 256 ${lab.hostKey.fingerprint} nuc01 (ED25519), but ` +
        `${context.knownHostsFile} trusts ${other.fingerprint} (line 2); fix: if nuc01 was re-imaged, ` +
        'run nuclab trust --replace nuc01; if not, find out which computer responds at its address',
    );
  });

  test('that is revoked is refused even when another line trusts it', async () => {
    const line = knownHostsLine(host.target, lab.hostKey);
    const context = lab.context([line, `@revoked * ${lab.hostKey.publicText}`]);
    expect(await refused(context, 'revoked-host-key')).toBe(
      `${where()}: host key 256 ${lab.hostKey.fingerprint} nuc01 (ED25519) is revoked in ${context.knownHostsFile}:2; ` +
        'fix: give nuc01 a new host key, then run nuclab trust nuc01',
    );
  });

  test('of a type we hold none of is refused, and is not called a changed key of our type', async () => {
    const context = lab.context([knownHostsLine(host.target, ecdsa)]);
    expect(await refused(context, 'changed-host-key')).toContain(
      `none of its host keys is of a type trusted in ${context.knownHostsFile} (ecdsa-sha2-nistp256); fix: if nuc01`,
    );
  });

  test('is not vouched for by a certificate authority, and the message says so', async () => {
    const line = knownHostsLine(host.target, other);
    expect(await refused(lab.context([`@cert-authority ${line}`, 'broken']), 'unknown-host-key')).toContain(
      '(line 1 trusts a certificate authority, which nuclab does not use; line 2 cannot be read); fix: run nuclab trust',
    );
  });

  test('of the same address at another port does not count', async () => {
    await refused(lab.context([`127.0.0.1 ${lab.hostKey.publicText}`]), 'unknown-host-key');
  });
});
