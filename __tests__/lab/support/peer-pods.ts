import { stringify } from 'yaml';
import { workloadImages } from '../../../virtual-lab/mirror-versions';
import type { Lab } from '../../../virtual-lab/virtual-lab';
import type { Workspace } from '../../../virtual-lab/workspace';

interface Pod {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly nodeName: string };
  readonly status: { readonly podIP: string };
}

const labels = { app: 'peer' };

/** One web server on each node, the control plane included, that serves the name of its node. */
export async function startPeerPods(workspace: Workspace, lab: Lab): Promise<void> {
  const container = {
    name: 'peer',
    image: workloadImages(lab.mirror).busybox,
    env: [{ name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }],
    command: [
      'sh',
      '-c',
      // As process 1 httpd would not hear SIGTERM, and a reboot would wait 90 s for it.
      'mkdir -p /tmp/www && echo "$NODE" >/tmp/www/index.html && trap "exit 0" TERM; busybox httpd -f -p 8000 -h /tmp/www & wait',
    ],
    readinessProbe: { httpGet: { path: '/index.html', port: 8000 }, periodSeconds: 1 },
  };
  const spec = {
    terminationGracePeriodSeconds: 1,
    tolerations: [{ operator: 'Exists' }],
    containers: [container],
  };
  const daemonSet = {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'peer' },
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
  };
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'peer' },
    spec: { selector: labels, ports: [{ port: 80, targetPort: 8000 }] },
  };
  const stdin = [daemonSet, service].map((object) => stringify(object)).join('---\n');
  await workspace.kubectl(['apply', '-f', '-'], { input: stdin });
  await workspace.kubectl(['rollout', 'status', 'daemonset/peer', '--timeout=120s']);
}

/** Asks from each pod every pod by IP, and the service by name. @returns `from -> to: answer` for each that is wrong */
export async function unreachedPeers(workspace: Workspace, domain = 'cluster.local'): Promise<string[]> {
  const listed = await workspace.kubectl(['get', 'pods', '-l', 'app=peer', '-o', 'json']);
  const pods = (JSON.parse(listed.stdout) as { items: Pod[] }).items;
  if (pods.length === 0) return ['no peer pod is there'];
  const names = pods.map((pod) => pod.spec.nodeName);
  const questions = [
    ...pods.map((to) => ({
      to: to.spec.nodeName,
      url: `http://${to.status.podIP}:8000/`,
      right: [to.spec.nodeName],
    })),
    { to: 'service', url: `http://peer.default.svc.${domain}/`, right: names },
  ];
  const wrong = await Promise.all(
    pods.map(async (from) => {
      const answers = await ask(
        workspace,
        from,
        questions.map(({ url }) => url),
      );
      return questions.flatMap(({ to, right }, index) => {
        const answer = answers[index] ?? answers.join(' ');
        return right.includes(answer) ? [] : [`${from.spec.nodeName} -> ${to}: ${answer}`];
      });
    }),
  );
  return wrong.flat();
}

/** One line for each URL: the page, or what wget says. */
async function ask(workspace: Workspace, from: Pod, urls: readonly string[]): Promise<string[]> {
  const script = 'for url; do echo $(busybox wget -q -T 10 -O - "$url" 2>&1); done';
  try {
    const { stdout } = await workspace.kubectl([
      ...['exec', from.metadata.name, '--', 'sh', '-c', script, 'ask'],
      ...urls,
    ]);
    return stdout.trimEnd().split('\n');
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}
