import { execFileSync } from 'node:child_process';
import { createHash, createPublicKey } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runStep } from '../../../runner/run-step';
import type { ManifestStep } from '../../../manifest/manifest';
import { SshError } from '../../../ssh/ssh-error';
import { StepLab } from '../../support/fake-lab/step-lab';
import { until } from '../../support/until';

const secretHalf = '0123456789abcdef';
let certificate: string;
let lab: StepLab;

beforeAll(() => {
  certificate = execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-keyout',
      '/dev/null',
      '-subj',
      '/CN=kubernetes',
      '-days',
      '2',
    ],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  );
});

beforeEach(() => {
  lab = new StepLab();
  lab.host('nuc02');
  controlPlane('nuc01');
});
afterEach(() => lab.remove());

/** Makes the host one that has a cluster's CA and makes tokens of it. */
function controlPlane(host: string): void {
  const pki = join(lab.root(host), 'etc/kubernetes/pki');
  mkdirSync(pki, { recursive: true });
  writeFileSync(join(pki, 'ca.crt'), certificate);
  // The control plane signs cluster-info with a token a moment after it was made.
  lab.command(
    'kubectl',
    'tries="${NUCLAB_ROOT}/signing"; if [[ -e $tries ]]; then echo signature; else touch "$tries"; fi',
    host,
  );
  // The second token of a lab is abcde2, and so on; each call is noted with its arguments.
  lab.command(
    'kubeadm',
    [
      'echo "$* ($KUBECONFIG)" >>"${NUCLAB_ROOT}/kubeadm-calls"',
      'if [[ $2 == create ]]; then echo "abcde$(grep -c create "${NUCLAB_ROOT}/kubeadm-calls").' +
        secretHalf +
        '"; echo "W1121 a warning" >&2; fi',
    ].join('\n'),
    host,
  );
}

/** Joins by keeping the configuration, as kubeadm would; fails as long as `failing` has lines. */
const body = [
  'joined="${NUCLAB_ROOT}/joined"',
  'if [[ $1 == check ]]; then [[ -e $joined ]] || { echo "differs: joined: this host is no node"; exit 10; }; exit 0; fi',
  'if [[ -e $joined ]]; then echo "unchanged: joined"; exit 0; fi',
  '[[ -r "${NUCLAB_STEP_DIR}/secret/join.yaml" ]] || { echo "error: no join configuration; fix: none"; exit 16; }',
  'stat -c "mode %a" "${NUCLAB_STEP_DIR}/secret/join.yaml"',
  'cat "${NUCLAB_STEP_DIR}/secret/join.yaml"',
  'until [[ ! -e "${NUCLAB_ROOT}/hold" ]]; do sleep 0.02; done',
  'if [[ -s "${NUCLAB_ROOT}/failing" ]]; then head -n 1 "${NUCLAB_ROOT}/failing"; sed -i 1d "${NUCLAB_ROOT}/failing"; echo "error: kubeadm join failed; fix: look"; exit 16; fi',
  'cp "${NUCLAB_STEP_DIR}/secret/join.yaml" "$joined"; echo "changed: joined: this host is no node"',
].join('\n');

function joining(): ManifestStep {
  return lab.step(body, {
    id: 'nuc02/worker',
    place: 'nuc02',
    phase: 'worker',
    inputs: {
      HOST_NAME: 'nuc02',
      HOST_ADDRESS: '10.0.0.12',
      LAB: 'lab',
      KUBERNETES_VERSION: '1.34.4',
      API_ENDPOINT: '10.0.0.11:6443',
    },
  });
}

const kubeadmCalls = (): string[] => {
  const path = join(lab.root(), 'kubeadm-calls');
  return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
};
const create = (): string =>
  `token create --ttl 10m --description nuclab: nuc02 joins (${lab.root()}/etc/kubernetes/admin.conf)`;
const remove = (id: string): string => `token delete ${id} (${lab.root()}/etc/kubernetes/admin.conf)`;
const onWorker = (name: string, text = ''): void => writeFileSync(join(lab.root('nuc02'), name), text);
const error = (promise: Promise<unknown>): Promise<Error & { exitCode?: number }> =>
  promise.then(
    () => Promise.reject(new Error('expected a failure')),
    (reason: Error) => reason,
  );

/** Every place a secret could have been left in or shown: files of the operator and of both hosts, terminal, arguments. */
function everythingLeft(): string {
  const files = [
    lab.lab,
    lab.root(),
    join(lab.root('nuc02'), 'run'),
    join(lab.root('nuc02'), 'systemd'),
  ].flatMap((folder) =>
    existsSync(folder)
      ? readdirSync(folder, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile() && entry.name !== 'kubeadm')
          .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
      : [],
  );
  return [...files, ...lab.printed, ...lab.sent.map(({ command }) => command)].join('\n');
}

describe('a worker joins', () => {
  test('or only registers again: without a token, and the control plane gives its labels back', async () => {
    const step = {
      ...joining(),
      ...lab.step(
        'if [[ $1 == check ]]; then echo "differs: registered: gone"; exit 10; fi; echo "changed: registered: gone"',
        { phase: 'worker', id: 'nuc02/worker', place: 'nuc02' },
      ),
    };
    lab.command(
      'kubectl',
      [
        'case "$*" in',
        "  *'get configmap nuclab'*) printf 'nuc02 label disk=ssd\\nnuc03 label disk=hdd\\n' ;;",
        '  *) echo "$*" >>"${NUCLAB_ROOT}/kubectl-calls" ;;',
        'esac',
      ].join('\n'),
    );
    await runStep(lab.manifest(step), step, lab.context());
    expect(kubeadmCalls()).toEqual([]);
    expect(readFileSync(join(lab.root(), 'kubectl-calls'), 'utf8')).toContain(
      'label node nuc02 disk=ssd --overwrite',
    );
    expect(readFileSync(join(lab.root(), 'kubectl-calls'), 'utf8')).not.toContain('hdd');
  });

  test('and says so when its labels could not be given back', async () => {
    const step = joining();
    lab.command(
      'kubectl',
      [
        'case "$*" in',
        "  *'get configmap nuclab'*) echo 'nuc02 label disk=ssd' ;;",
        '  *annotate*) echo "no route" >&2; exit 1 ;;',
        'esac',
      ].join('\n'),
    );
    await runStep(lab.manifest(step), step, lab.context());
    expect(lab.printed).toContain(
      'nuc02 worker: warning: labels and taints of nuc02 were not restored (no route); the next plan sets them',
    );
  });

  test('with a token that is made for it, shipped in a closed file, and deleted afterwards', async () => {
    const step = joining();
    await runStep(lab.manifest(step), step, lab.context());
    const configuration = readFileSync(join(lab.root('nuc02'), 'joined'), 'utf8');
    const key = createPublicKey(certificate).export({ type: 'spki', format: 'der' });
    expect(configuration).toContain(`token: abcde1.${secretHalf}`);
    expect(configuration).toContain(`sha256:${createHash('sha256').update(key).digest('hex')}`);
    expect(configuration).toContain('apiServerEndpoint: 10.0.0.11:6443');
    expect(kubeadmCalls()).toEqual([create(), remove('abcde1')]);
    const log = lab.log('worker', 'nuc02');
    expect(log).toContain('mode 600');
    expect(log).toContain('token: [redacted]');
    expect(everythingLeft()).not.toContain(secretHalf);
    expect(lab.printed.at(-1)).toMatch(/done in .* 1 changed/);
  });

  test('without a token when it is a member already', async () => {
    onWorker('joined', 'by hand');
    const step = joining();
    await runStep(lab.manifest(step), step, lab.context());
    expect(kubeadmCalls()).toEqual([]);
    expect(lab.connects).toEqual(['nuc02']);
    expect(lab.printed.at(-1)).toBe('nuc02 worker: unchanged');
  });

  test('has its token deleted when the join fails', async () => {
    onWorker('failing', 'preflight: port 10250 is in use\n');
    const step = joining();
    const failed = await error(runStep(lab.manifest(step), step, lab.context()));
    expect(failed.message).toBe('nuc02/worker: kubeadm join failed; fix: look');
    expect(kubeadmCalls()).toEqual([create(), remove('abcde1')]);
    expect(`${everythingLeft()}${failed.stack}`).not.toContain(secretHalf);
  });

  test('once more with a new token when the first was refused', async () => {
    onWorker(
      'failing',
      'could not find a JWS signature in the cluster-info ConfigMap for token ID "abcde1"\n',
    );
    const step = joining();
    await runStep(lab.manifest(step), step, lab.context());
    expect(kubeadmCalls()).toEqual([create(), remove('abcde1'), create(), remove('abcde2')]);
    expect(lab.printed).toContain(
      'nuc02 worker: warning: the cluster refused the join token; trying once more with a new one',
    );
  });

  test('not a third time', async () => {
    onWorker('failing', 'token id "abcde1" is expired\ntoken id "abcde2" is expired\nnever\n');
    const step = joining();
    await error(runStep(lab.manifest(step), step, lab.context()));
    expect(kubeadmCalls()).toHaveLength(4);
  });

  test('has its token deleted when the operator interrupts, and the next run follows the join without a new one', async () => {
    onWorker('hold');
    const controller = new AbortController();
    const step = joining();
    const run = error(runStep(lab.manifest(step), step, lab.context({ signal: controller.signal })));
    await until(() => existsSync(join(lab.root('nuc02'), 'run/nuclab/worker/log')), 'the join to begin');
    await until(() => /mode 600/.test(lab.log('worker', 'nuc02')), 'its first line');
    controller.abort();
    expect((await run).exitCode).toBe(130);
    expect(kubeadmCalls()).toEqual([create(), remove('abcde1')]);
    const next = runStep(lab.manifest(step), step, lab.context());
    await until(() => lab.printed.some((line) => line.includes('does the same work')), 'the attach');
    writeFileSync(join(lab.root('nuc02'), 'joined'), '');
    execFileSync('rm', [join(lab.root('nuc02'), 'hold')]);
    await next;
    expect(kubeadmCalls()).toHaveLength(2);
    expect(everythingLeft()).not.toContain(secretHalf);
  });

  test('is a failure that names the control plane when that makes no token', async () => {
    lab.command('kubeadm', 'echo "error: the API server is down" >&2; exit 1');
    const step = joining();
    const failed = await error(runStep(lab.manifest(step), step, lab.context()));
    expect(failed.message).toBe(
      'nuc02/worker: nuc01: no join token could be made: error: the API server is down; fix: make sure the API server on nuc01 responds, then deploy again',
    );
    expect(failed.exitCode).toBe(8);
  });

  test('says so when the token cannot be deleted', async () => {
    lab.command('kubeadm', `[[ $2 == create ]] && echo abcde1.${secretHalf}`);
    const step = joining();
    await runStep(lab.manifest(step), step, lab.context());
    expect(lab.printed).toContain(
      'nuc02 worker: warning: join token abcde1 could not be revoked (nuc01: kubeadm token delete ended with exit code 1); it expires within 10 min',
    );
  });
});

describe('a worker joins a cluster of two control planes', () => {
  const call = (command: string): string => `${command} (${lab.root('nuc02')}/etc/kubernetes/admin.conf)`;
  const callsOfSecond = (): string[] => {
    const path = join(lab.root('nuc02'), 'kubeadm-calls');
    return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
  };
  const step = (): ManifestStep => ({
    ...joining(),
    id: 'nuc03/worker',
    place: 'nuc03',
    inputs: { ...joining().inputs, HOST_NAME: 'nuc03', HOST_ADDRESS: '10.0.0.13' },
  });
  const run = (context = lab.context()) => {
    const worker = step();
    return runStep(lab.manifest(worker), worker, context);
  };
  const madeAndRevokedOnSecond = (): string[] => [
    call('token create --ttl 10m --description nuclab: nuc03 joins'),
    call('token delete abcde1'),
  ];

  beforeEach(() => {
    lab.host('nuc03');
    lab.controlPlanes = ['nuc01', 'nuc02'];
    controlPlane('nuc02');
  });

  test('through the first, when that answers', async () => {
    await run();
    expect(kubeadmCalls().map((each) => each.slice(0, 12))).toEqual(['token create', 'token delete']);
    expect(lab.connects).toEqual(['nuc03', 'nuc01']);
  });

  test('through the second when the first cannot be reached; the token is deleted there', async () => {
    lab.refuse = ({ name }) =>
      name === 'nuc01'
        ? new SshError({ kind: 'unreachable', what: 'no way there', where: name, fix: 'switch it on' })
        : undefined;
    await run();
    expect(callsOfSecond()).toEqual(madeAndRevokedOnSecond());
    expect(lab.printed).toContain('nuc03 worker: warning: nuc01: no way there; asking nuc02 instead');
    expect(lab.connects.filter((name) => name === 'nuc01')).toHaveLength(1);
    expect(lab.log('worker', 'nuc03')).toContain('join token abcde1 made on nuc02');
    expect(everythingLeft()).not.toContain(secretHalf);
  });

  test('through the second when the first makes no token; the token is deleted there', async () => {
    lab.command('kubeadm', 'echo "error: the API server is down" >&2; exit 1');
    await run();
    expect(callsOfSecond()).toEqual(madeAndRevokedOnSecond());
    expect(lab.printed).toContain(
      'nuc03 worker: warning: nuc01: no join token could be made: error: the API server is down; asking nuc02 instead',
    );
  });

  test('and has its token deleted through the second when the first does not do it', async () => {
    lab.command('kubeadm', `[[ $2 == create ]] && echo abcde1.${secretHalf}`);
    await run();
    expect(callsOfSecond()).toEqual([call('token delete abcde1')]);
    expect(lab.printed).toContain(
      'nuc03 worker: warning: nuc01: kubeadm token delete ended with exit code 1; asking nuc02 instead',
    );
  });

  test('is a failure that names the last one when none makes a token', async () => {
    for (const host of ['nuc01', 'nuc02'])
      lab.command('kubeadm', `echo "error: ${host} is down" >&2; exit 1`, host);
    const failed = await error(run());
    expect(failed.message).toContain(
      'nuc03/worker: nuc02: no join token could be made: error: nuc02 is down; fix: ',
    );
    expect(failed.exitCode).toBe(8);
  });

  test('and asks no other one when the operator interrupts', async () => {
    writeFileSync(join(lab.root('nuc03'), 'hold'), '');
    const controller = new AbortController();
    const joins = error(run(lab.context({ signal: controller.signal })));
    await until(() => existsSync(join(lab.root('nuc03'), 'run/nuclab/worker/log')), 'the join to begin');
    await until(() => /mode 600/.test(lab.log('worker', 'nuc03')), 'its first line');
    controller.abort();
    expect((await joins).exitCode).toBe(130);
    expect(kubeadmCalls()).toHaveLength(2);
    expect(callsOfSecond()).toEqual([]);
    execFileSync('rm', [join(lab.root('nuc03'), 'hold')]);
  });
});
