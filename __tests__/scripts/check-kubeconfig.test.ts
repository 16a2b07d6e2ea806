import { FakeCluster } from './support/fake-cluster';

const step = { phase: 'kubeconfig', script: 'check-kubeconfig.sh', inputs: { LAB: 'lab' } };
const conf = (name: string): string =>
  `clusters:\n- cluster:\n    server: https://10.0.0.11:6443\n  name: ${name}\nusers:\n    client-certificate-data: Q0VSVA==\n`;

describe('check-kubeconfig.sh', () => {
  let host: FakeCluster;
  beforeEach(() => {
    host = FakeCluster.prepared({ api: '' });
    host.write('etc/kubernetes/admin.conf', conf('lab'), 0o600);
  });
  afterEach(() => host.dispose());

  it('finds nothing wrong with the kubeconfig of a good control plane', async () => {
    expect(await host.run('apply', step)).toMatchObject({
      code: 0,
      calls: [],
      lines: ['unchanged: admin_conf', 'unchanged: closed', 'unchanged: valid', 'unchanged: opens'],
    });
  });

  it('closes a file that others may read', async () => {
    host.write('etc/kubernetes/admin.conf', conf('lab'), 0o644);
    const { lines } = await host.run('apply', step);
    expect(lines[1]).toMatch(
      /^changed: closed: \/etc\/kubernetes\/admin.conf has owner and mode \d+ 644, applied 0 600$/,
    );
    expect((await host.run('check', step)).code).toBe(0);
  });

  it('dies when the file is missing', async () => {
    host.remove('etc/kubernetes/admin.conf');
    const run = await host.run('apply', step);
    expect(run.code).toBe(15);
    expect(run.lines).toEqual([
      "error: /etc/kubernetes/admin.conf is missing; fix: run 'kubeadm init phase kubeconfig admin' on nuc01, then deploy again",
    ]);
  });

  it('refuses the file of another cluster', async () => {
    host.write('etc/kubernetes/admin.conf', conf('other'), 0o600);
    const run = await host.run('apply', step);
    expect(run.code).toBe(19);
    expect(run.lines).toEqual([
      "error: /etc/kubernetes/admin.conf belongs to the cluster other, not to lab; fix: run 'kubeadm reset' on nuc01 if that cluster may lose it, then deploy again",
    ]);
  });

  it('warns 30 days before the certificate expires', async () => {
    host.set('openssl-2592000', 'exit 1\n');
    const run = await host.run('check', step);
    expect(run).toMatchObject({ code: 0 });
    expect(run.lines).toEqual([
      "warning: the certificates of nuc01 expire within 30 days: run 'kubeadm certs renew all' there and restart the control plane",
    ]);
  });

  it('renews an expired certificate, and says when that cannot be', async () => {
    host.set('openssl-0', 'exit 1\n');
    host.set('certs-answer', 'exit 1\nno CA\n');
    const run = await host.run('apply', step);
    expect(run.calls).toEqual(['kubeadm certs renew admin.conf']);
    expect(run.code).toBe(15);
    expect(run.lines.at(-1)).toBe(
      "error: the certificate in /etc/kubernetes/admin.conf has expired and cannot be renewed; fix: run 'kubeadm certs check-expiration' on nuc01",
    );
  });

  it('says that the API server does not open', async () => {
    host.unset('api');
    expect((await host.run('check', step)).lines).toEqual([
      'follows: opens: the API server rejects it: The connection to the server was refused',
    ]);
  });

  it('leaves it to the control plane to miss the file, so that nobody is told twice', async () => {
    host.remove('etc/kubernetes/admin.conf');
    const run = await host.run('check', step);
    expect(run).toMatchObject({
      code: 10,
      lines: ['follows: admin_conf: /etc/kubernetes/admin.conf is missing, expected present'],
    });
  });

  it('says of a certificate that has expired nothing of its own', async () => {
    host.set('openssl-0', 'exit 1\n');
    expect((await host.run('check', step)).lines).toEqual([
      'follows: valid: the certificate in /etc/kubernetes/admin.conf has expired, expected a valid one',
    ]);
  });
});
