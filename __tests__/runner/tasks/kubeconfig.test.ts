import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { renameKubeconfig, writeKubeconfig } from '../../../runner/tasks/kubeconfig-file';
import { runStep } from '../../../runner/run-step';
import { StepLab } from '../../support/fake-lab/step-lab';

const adminConf = (ca: string): string =>
  `apiVersion: v1
kind: Config
clusters:
- cluster: {certificate-authority-data: ${ca}, server: "https://127.0.0.1:6443"}
  name: kubernetes
contexts:
- context: {cluster: kubernetes, user: kubernetes-admin}
  name: kubernetes-admin@kubernetes
current-context: kubernetes-admin@kubernetes
users:
- name: kubernetes-admin
  user: {client-certificate-data: Y2VydA==, client-key-data: cHJpdmF0ZQ==}
`;
let lab: StepLab;
beforeEach(() => (lab = new StepLab()));
afterEach(() => lab.remove());

describe('the operator’s kubeconfig', () => {
  test('bears the names of the lab and the address of the control plane', () => {
    expect(parse(renameKubeconfig(adminConf('Q0E='), 'physics', 'https://10.0.0.11:6443'))).toEqual({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [
        {
          name: 'physics',
          cluster: { 'certificate-authority-data': 'Q0E=', server: 'https://10.0.0.11:6443' },
        },
      ],
      contexts: [{ name: 'physics', context: { cluster: 'physics', user: 'physics-admin' } }],
      'current-context': 'physics',
      users: [
        {
          name: 'physics-admin',
          user: { 'client-certificate-data': 'Y2VydA==', 'client-key-data': 'cHJpdmF0ZQ==' },
        },
      ],
    });
  });

  test('cannot be made from something else', () => {
    expect(() => renameKubeconfig('apiVersion: v1', 'lab', 'https://a:6443')).toThrow(
      'admin.conf has no cluster or no user',
    );
    expect(() => renameKubeconfig('', 'lab', 'https://a:6443')).toThrow(
      'admin.conf has no cluster or no user',
    );
  });

  test('is written for its owner alone, and only when it differs', () => {
    const path = join(lab.lab, 'a/lab.kubeconfig');
    const text = renameKubeconfig(adminConf('Q0E='), 'lab', 'https://a:6443');
    expect(writeKubeconfig(path, text, 'lab')).toBe('written');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const before = statSync(path).mtimeMs;
    expect(writeKubeconfig(path, text, 'lab')).toBe('unchanged');
    expect(statSync(path).mtimeMs).toBe(before);
  });

  test('replaces the one of an earlier cluster of the lab', () => {
    const path = join(lab.lab, 'lab.kubeconfig');
    writeKubeconfig(path, renameKubeconfig(adminConf('T0xE'), 'lab', 'https://a:6443'), 'lab');
    expect(writeKubeconfig(path, renameKubeconfig(adminConf('TkVX'), 'lab', 'https://a:6443'), 'lab')).toBe(
      'written',
    );
    expect(existsSync(`${path}.bak`)).toBe(false);
  });

  test.each(['# my own notes\n', adminConf('T1RIRVI='), 'a: [', ''])(
    'keeps what somebody else wrote there: %j',
    (foreign) => {
      const path = join(lab.lab, 'lab.kubeconfig');
      writeFileSync(path, foreign, { mode: 0o644 });
      const text = renameKubeconfig(adminConf('Q0E='), 'lab', 'https://a:6443');
      expect(writeKubeconfig(path, text, 'lab')).toBe('written-kept-old');
      expect(readFileSync(`${path}.bak`, 'utf8')).toBe(foreign);
      expect(statSync(`${path}.bak`).mode & 0o777).toBe(0o600);
      expect(readFileSync(path, 'utf8')).toBe(text);
    },
  );
});

const ofCluster = {
  id: 'cluster/kubeconfig',
  place: 'cluster',
  inputs: { KUBECONFIG_PATH: 'lab.kubeconfig' },
};

describe('the kubeconfig step', () => {
  test('fetches admin.conf after its script has succeeded, without a word of it in log or terminal', async () => {
    const path = join(lab.root(), 'etc/kubernetes');
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, 'admin.conf'), adminConf('Q0E='));
    lab.command(
      'cat',
      '[[ ${1:-} != /etc/kubernetes/admin.conf ]] || set -- "${NUCLAB_ROOT}$1"; exec /bin/cat "$@"',
    );
    const step = lab.step('echo "unchanged: admin_conf"', {
      phase: 'kubeconfig',
      ...ofCluster,
    });
    expect((await runStep(lab.manifest(step), step, lab.context())).changed).toBe(1);
    expect(lab.printed[1]).toBe(
      'cluster kubeconfig: changed: kubeconfig: lab.kubeconfig written (cluster-admin, for you alone)',
    );
    expect(readFileSync(join(lab.lab, 'lab.kubeconfig'), 'utf8')).toContain('server: https://10.0.0.11:6443');
    expect(lab.log('kubeconfig', 'cluster') + lab.printed.join()).not.toContain('cHJpdmF0ZQ');
    expect((await runStep(lab.manifest(step), step, lab.context())).changed).toBe(0);
  });

  test('fails when there is no admin.conf', async () => {
    lab.command(
      'cat',
      '[[ ${1:-} != /etc/kubernetes/* ]] || { echo "cat: no such file" >&2; exit 1; }; exec /bin/cat "$@"',
    );
    const step = lab.step('true', {
      phase: 'kubeconfig',
      ...ofCluster,
    });
    await expect(runStep(lab.manifest(step), step, lab.context())).rejects.toThrow(
      'cluster/kubeconfig: cannot read /etc/kubernetes/admin.conf: cat: no such file; fix: deploy again, nuc01 has to be a control plane first',
    );
  });
});
