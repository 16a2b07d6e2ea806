import { FakeDebian } from './support/fake-debian';
import { disposedAtEnd, preparedOnce } from './support/prepared-once';
import * as steps from './support/steps';

const step = steps.installKubernetesPackages;
const items = ['repository_key', 'repository', 'packages', 'unit_files', 'hold'];
const keyFile = 'etc/apt/keyrings/kubernetes-apt-keyring.gpg';
const sourceFile = 'etc/apt/sources.list.d/kubernetes.sources';

function fresh(): FakeDebian {
  const host = disposedAtEnd(FakeDebian.fresh());
  for (const name of ['kubeadm', 'kubectl']) host.set(`available/${name}`, '1.34.4-1.1\n');
  steps.offer(host, steps.releaseKeyUrl, steps.armored(steps.key));
  return host;
}

const { original, copy } = preparedOnce(() => {
  const host = fresh();
  expect(host.run('apply', step).lines.filter((line) => line.startsWith('error'))).toEqual([]);
  return host;
});

describe('install-kubernetes-packages.sh on a fresh host', () => {
  test('check names what is missing and changes nothing', () => {
    const run = fresh().run('check', step);
    expect(run.lines).toEqual([
      'differs: repository_key: /etc/apt/keyrings/kubernetes-apt-keyring.gpg is missing, expected present',
      'differs: repository: /etc/apt/sources.list.d/kubernetes.sources is missing, expected present',
      'differs: packages: kubelet is not installed, applied 1.34.4',
    ]);
    expect(run.code).toBe(10);
    expect(run.changes).toEqual([]);
  });

  test('apply installs exactly the wanted version with one refresh of the lists, and holds it', () => {
    expect(fresh().run('apply', step).changes).toEqual([
      'apt-get update',
      'apt-get install --allow-change-held-packages --allow-downgrades kubelet=1.34.4-1.1 kubeadm=1.34.4-1.1 kubectl=1.34.4-1.1 cri-tools kubernetes-cni',
      'apt-mark hold kubelet kubeadm kubectl cri-tools kubernetes-cni',
    ]);
  });

  test('the keyring holds the key and the source trusts no other keyring', () => {
    expect(steps.fingerprint(Buffer.from(original().read(keyFile), 'latin1')).length).toBe(40);
    expect(original().read(sourceFile)).toBe(
      [
        '# written by nuclab',
        'Types: deb',
        'URIs: https://pkgs.k8s.io/core:/stable:/v1.34/deb/',
        'Suites: /',
        'Signed-By: /etc/apt/keyrings/kubernetes-apt-keyring.gpg',
        '',
      ].join('\n'),
    );
  });

  test('a second apply finds every item unchanged and calls no command that changes the host', () => {
    const run = copy().run('apply', step);
    expect(run.lines).toEqual(items.map((item) => `unchanged: ${item}`));
    expect(run.changes).toEqual([]);
  });

  test('a missing certificate store is installed before the key is fetched by https', () => {
    const host = fresh();
    host.delete('etc/ssl');
    host.set('available/ca-certificates', '20250419\n');
    expect(host.run('apply', step).changes.slice(0, 2)).toEqual([
      'apt-get update',
      'apt-get install --allow-change-held-packages --allow-downgrades ca-certificates',
    ]);
  });

  test('fresh lists of the distribution are not fetched again, only those of the new source', () => {
    const host = fresh();
    host.write('var/lib/apt/lists/deb.debian.org_Packages', '');
    host.write('var/lib/nuclab/apt-refreshed', 'now\n');
    expect(host.run('apply', step).changes[0]).toMatch(
      /^apt-get update -o Dir::Etc::sourcelist=\S+kubernetes\.sources -o Dir::Etc::sourceparts=- -o APT::Get::List-Cleanup=0/,
    );
  });
});

describe('install-kubernetes-packages.sh leaves others their own', () => {
  const list =
    'deb [signed-by=/etc/apt/keyrings/kubernetes-apt-keyring.gpg] https://pkgs.k8s.io/core:/stable:/v1.28/deb/ /\n';
  test('entries of other repositories are switched off, foreign ones stay', () => {
    const host = copy();
    host.write('etc/apt/sources.list.d/kubernetes.list', `${list}deb https://apt.lab.example stable main\n`);
    host.write(
      'etc/apt/sources.list.d/old.sources',
      'Types: deb\nURIs: https://apt.kubernetes.io\nSuites: /\n',
    );
    expect(host.run('apply', step).code).toBe(0);
    expect(host.read('etc/apt/sources.list.d/kubernetes.list')).toBe(
      `# disabled by nuclab: ${list}deb https://apt.lab.example stable main\n`,
    );
    expect(host.exists('etc/apt/sources.list.d/old.sources')).toBe(false);
    expect(host.exists('etc/apt/sources.list.d/old.sources.disabled')).toBe(true);
  });

  test('a second kubelet before the package on the PATH is named and not overwritten', () => {
    const host = copy();
    host.program('kubelet', '#!/bin/sh\necho Kubernetes v1.30.0\n');
    expect(host.run('check', step).lines[0]).toMatch(
      /^differs: packages: the program \S+\/kubelet is 1\.30\.0, applied 1\.34\.4$/,
    );
    const run = host.run('apply', step);
    expect(run.lines.at(-1)).toMatch(
      /^error: \S+\/kubelet is not the program of the package kubelet 1\.34\.4-1\.1; fix: remove it \('which -a kubelet' shows all\), then deploy again$/,
    );
    expect(run.code).toBe(13);
  });
});

describe('install-kubernetes-packages.sh refuses', () => {
  test('a key with another fingerprint, and installs nothing', () => {
    const host = fresh();
    steps.offer(host, steps.releaseKeyUrl, steps.armored(steps.otherKey));
    const run = host.run('apply', step);
    expect(run.lines).toEqual([
      `error: the key at ${steps.releaseKeyUrl} has the fingerprint ${steps.fingerprint(steps.otherKey)}, expected ${steps.fingerprint(steps.key)}; ` +
        'fix: ask the owner of the repository about a new key, then set kubernetes.apt.keyFingerprint in lab.yaml; until then nothing is installed',
    ]);
    expect(run.code).toBe(13);
    expect(host.exists(keyFile)).toBe(false);
    expect(run.changes).toEqual([]);
  });

  test('the expected key with a second one beside it', () => {
    const host = fresh();
    steps.offer(host, steps.releaseKeyUrl, steps.armored(steps.key, steps.otherKey));
    const run = host.run('apply', step);
    expect(run.lines[0]).toContain(
      `${steps.fingerprint(steps.key)} ${steps.fingerprint(steps.otherKey)}, expected`,
    );
    expect(run.code).toBe(13);
  });

  test('a page that is no key at all', () => {
    const host = fresh();
    steps.offer(host, steps.releaseKeyUrl, '<html>sign in to the network</html>');
    expect(host.run('apply', step).lines.at(-1)).toContain('has the fingerprint unreadable, expected');
  });

  test('a key that cannot be downloaded', () => {
    const host = fresh();
    host.unset(`downloads/${steps.releaseKeyUrl.replaceAll('/', '_')}`);
    const run = host.run('apply', step);
    expect(run.lines).toEqual([
      `error: ${steps.releaseKeyUrl} could not be downloaded: Failed to fetch ${steps.releaseKeyUrl}  404  Not Found; ` +
        'fix: check that the host reaches this address (name servers, proxy, mirror), then deploy again',
    ]);
    expect(run.code).toBe(13);
  });

  test('a version that the repository does not have', () => {
    const run = copy().run('apply', step, { KUBERNETES_VERSION: '1.34.99' });
    expect(run.lines.at(-1)).toBe(
      `error: the repository ${steps.repositoryUrl} has no kubelet 1.34.99; fix: set kubernetes.version in lab.yaml to a version that the repository has, or kubernetes.apt.url to one that has it`,
    );
    expect(run.code).toBe(13);
  });

  test('another version on a live node, up or down, though a fresh host gets it', () => {
    const live = copy();
    live.write('etc/kubernetes/kubelet.conf', '');
    for (const name of ['kubelet', 'kubeadm', 'kubectl'])
      live.set(`available/${name}`, '1.35.1-1.1\n1.34.4-1.1\n');
    const run = live.run('apply', step, { KUBERNETES_VERSION: '1.35.1' });
    expect(run.lines.at(-1)).toBe(
      'error: debian is a live node with kubelet 1.34.4, expected 1.35.1; fix: set kubernetes.version in lab.yaml to 1.34.4, or let debian leave the cluster first',
    );
    expect(run.code).toBe(11);
    expect(run.changes).toEqual([]);
    live.delete('etc/kubernetes');
    expect(live.run('apply', step, { KUBERNETES_VERSION: '1.35.1' }).code).toBe(0);
  });

  test('a disk without room', () => {
    const host = fresh();
    host.set('free', '300\n');
    const run = host.run('apply', step);
    expect(run.lines.at(-1)).toBe(
      "error: only 300 MiB are free in /var, 1024 MiB are needed; fix: free disk space on the host: start with 'du -xh /var | sort -h | tail'",
    );
    expect(run.code).toBe(11);
  });
});
