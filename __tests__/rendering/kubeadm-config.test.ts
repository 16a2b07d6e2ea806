import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { kubeadmApiVersion } from '../../rendering/kubeadm-api-version';
import { renderInitConfiguration } from '../../rendering/kubeadm-config';
import type { InitConfigurationProps } from '../../rendering/kubeadm-config';

const props: InitConfigurationProps = {
  clusterName: 'lab',
  kubernetesVersion: '1.34.4',
  nodeName: 'nuc01',
  nodeAddress: '10.0.0.11',
  apiEndpoint: '10.0.0.11:6443',
  podSubnet: '10.244.0.0/16',
  serviceSubnet: '10.96.0.0/12',
  dnsDomain: 'cluster.local',
  certSANs: ['lab.example.org'],
};

const golden = (name: string): string => readFileSync(join(__dirname, 'golden', name), 'utf8');

interface Document {
  readonly kind: string;
  readonly [field: string]: unknown;
}
const documents = (text: string): Document[] =>
  parseAllDocuments(text).map((document) => document.toJS() as Document);

describe('renderInitConfiguration', () => {
  it.each([
    ['1.28.15', 'kubeadm-init-1.28.yaml'],
    ['1.30.14', 'kubeadm-init-1.30.yaml'],
    ['1.31.14', 'kubeadm-init-1.31.yaml'],
    ['1.34.4', 'kubeadm-init-1.34.yaml'],
  ])('renders the file that was reviewed for Kubernetes %s', (kubernetesVersion, file) => {
    expect(renderInitConfiguration({ ...props, kubernetesVersion })).toBe(golden(file));
  });

  it('is four documents that kubeadm reads in one file', () => {
    expect(documents(renderInitConfiguration(props)).map(({ kind }) => kind)).toEqual([
      'InitConfiguration',
      'ClusterConfiguration',
      'KubeletConfiguration',
      'KubeProxyConfiguration',
    ]);
  });

  it('names each alternative name of the certificate once', () => {
    const text = renderInitConfiguration({
      ...props,
      certSANs: ['nuc01', 'api.lab', '10.0.0.11', 'api.lab'],
    });
    expect(documents(text)[1]).toMatchObject({ apiServer: { certSANs: ['10.0.0.11', 'nuc01', 'api.lab'] } });
  });

  it('leaves no bootstrap token that lives longer than a minute and puts none into the file', () => {
    const [init] = documents(renderInitConfiguration(props));
    expect(init).toMatchObject({ bootstrapTokens: [{ ttl: '1m0s' }] });
    expect(JSON.stringify(init)).not.toMatch(/"token"/);
  });

  it('keeps texts that YAML would take for something else as texts', () => {
    const [, cluster] = documents(
      renderInitConfiguration({ ...props, clusterName: 'yes', dnsDomain: '1e3' }),
    );
    expect(cluster).toMatchObject({ clusterName: 'yes', networking: { dnsDomain: '1e3' } });
  });
});

describe('kubeadmApiVersion', () => {
  it.each([
    ['1.28.0', 'kubeadm.k8s.io/v1beta3'],
    ['1.30.14', 'kubeadm.k8s.io/v1beta3'],
    ['1.31.0', 'kubeadm.k8s.io/v1beta4'],
    ['1.37.2', 'kubeadm.k8s.io/v1beta4'],
  ])('knows the format of Kubernetes %s', (version, expected) => {
    expect(kubeadmApiVersion(version)).toBe(expected);
  });

  it.each(['v1.34.4', '2.0.0', 'latest', '1.34'])('refuses "%s"', (version) => {
    expect(() => kubeadmApiVersion(version)).toThrow(
      `Kubernetes version "${version}" is not of the form 1.34.4`,
    );
  });
});
