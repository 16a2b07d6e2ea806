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
  const wrong: string[] = [];
  for (const from of pods) {
    for (const to of pods) {
      const answer = await ask(workspace, from, `http://${to.status.podIP}:8000/`);
      if (answer !== to.spec.nodeName) wrong.push(`${from.spec.nodeName} -> ${to.spec.nodeName}: ${answer}`);
    }
    const answer = await ask(workspace, from, `http://peer.default.svc.${domain}/`);
    if (!pods.some((pod) => pod.spec.nodeName === answer))
      wrong.push(`${from.spec.nodeName} -> service: ${answer}`);
  }
  return wrong;
}

async function ask(workspace: Workspace, from: Pod, url: string): Promise<string> {
  const wget = ['exec', from.metadata.name, '--', 'busybox', 'wget', '-q', '-T', '10', '-O', '-', url];
  try {
    return (await workspace.kubectl(wget)).stdout.trim();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
