import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { FLANNEL_VERSION, renderFlannel } from '../../rendering/flannel';

interface Manifest {
  readonly kind: string;
  readonly data?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

const props = { podSubnet: '10.244.0.0/16', backend: 'vxlan' } as const;
const documents = (text: string): Manifest[] =>
  parseAllDocuments(text).map((document) => document.toJS() as Manifest);
const find = (text: string, kind: string): Manifest =>
  documents(text).find((document) => document.kind === kind)!;

describe('renderFlannel', () => {
  it('renders the objects that were reviewed', () => {
    expect(renderFlannel(props)).toBe(readFileSync(join(__dirname, 'golden/flannel-vxlan.yaml'), 'utf8'));
  });

  it('brings the namespace first and the pods last', () => {
    expect(documents(renderFlannel(props)).map(({ kind }) => kind)).toEqual([
      'Namespace',
      'ServiceAccount',
      'ClusterRole',
      'ClusterRoleBinding',
      'ConfigMap',
      'DaemonSet',
    ]);
  });

  it('tells flannel the pod subnet and the backend', () => {
    const text = renderFlannel({ podSubnet: '10.99.0.0/16', backend: 'host-gw' });
    expect(JSON.parse(find(text, 'ConfigMap').data!['net-conf.json']!)).toEqual({
      Network: '10.99.0.0/16',
      EnableNFTables: false,
      Backend: { Type: 'host-gw' },
    });
  });

  it('makes other pods when only the backend changed, because a ConfigMap restarts nothing', () => {
    const template = (backend: 'vxlan' | 'host-gw'): unknown => {
      const { spec } = find(renderFlannel({ ...props, backend }), 'DaemonSet') as {
        spec?: { template: unknown };
      };
      return spec!.template;
    };
    expect(template('vxlan')).not.toEqual(template('host-gw'));
  });

  it('uses images of the pinned release only, and tolerates every taint', () => {
    const text = renderFlannel(props);
    const images = [...text.matchAll(/image: (.*)/g)].map(([, image]) => image);
    expect(new Set(images)).toEqual(
      new Set([
        `ghcr.io/flannel-io/flannel:v${FLANNEL_VERSION}`,
        'ghcr.io/flannel-io/flannel-cni-plugin:v1.8.0-flannel1',
      ]),
    );
    expect(find(text, 'DaemonSet')).toMatchObject({
      spec: { template: { spec: { tolerations: [{ operator: 'Exists' }] } } },
    });
  });
});
