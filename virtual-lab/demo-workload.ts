import { stringify } from 'yaml';
import type { WorkloadImages } from './mirror-versions';
import type { RunResult } from './run-command';
import type { Workspace } from './workspace';

const name = 'hello-nuclab';

/** The exercise of the course: a web server whose page a sidecar writes, and a service that shows it on every host. */
export function workloadManifest(images: WorkloadImages): string {
  const page = { name: 'page', mountPath: '/page' };
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: { app: name } },
    spec: {
      terminationGracePeriodSeconds: 1,
      volumes: [{ name: 'page', emptyDir: {} }],
      containers: [
        {
          name: 'nginx',
          image: images.nginx,
          ports: [{ containerPort: 80 }],
          volumeMounts: [{ ...page, mountPath: '/usr/share/nginx/html' }],
          readinessProbe: { httpGet: { path: '/index.html', port: 80 }, periodSeconds: 1 },
        },
        {
          name: 'sidecar',
          image: images.busybox,
          volumeMounts: [page],
          command: [
            'sh',
            '-c',
            'echo "hello from $(hostname), written by its sidecar" >/page/index.html; exec sleep 1000000',
          ],
        },
      ],
    },
  };
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name },
    spec: { type: 'NodePort', selector: { app: name }, ports: [{ port: 80, targetPort: 80 }] },
  };
  return [pod, service].map((object) => stringify(object)).join('---\n');
}

/** Starts the exercise and waits until its pod is ready. @returns the port that every host serves the page on */
export async function startWorkload(workspace: Workspace, images: WorkloadImages): Promise<number> {
  await workspace.kubectl(['apply', '-f', '-'], { input: workloadManifest(images) });
  await workspace.kubectl(['wait', '--for=condition=Ready', `pod/${name}`, '--timeout=120s']);
  const port = await workspace.kubectl(['get', 'service', name, '-o', 'jsonpath={.spec.ports[0].nodePort}']);
  return Number(port.stdout);
}

export function removeWorkload(workspace: Workspace): Promise<RunResult> {
  return workspace.kubectl(['delete', 'pod,service', name, '--ignore-not-found']);
}

/** Fetches the page as a student's browser would, trying for `seconds` until the service is there. */
export async function fetchPage(address: string, port: number, seconds = 30): Promise<string> {
  const url = `http://${address}:${String(port)}/`;
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(3000) });
      if (response.ok) return (await response.text()).trim();
      if (Date.now() > deadline) throw new Error(`HTTP status ${String(response.status)}`);
    } catch (error) {
      if (Date.now() > deadline) {
        throw new Error(`no page from ${url} within ${String(seconds)} s`, { cause: error });
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
