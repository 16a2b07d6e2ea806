import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { renderJoinConfiguration } from '../../rendering/kubeadm-join';
import type { JoinConfigurationProps } from '../../rendering/kubeadm-join';

const props: JoinConfigurationProps = {
  kubernetesVersion: '1.34.4',
  nodeName: 'nuc02',
  nodeAddress: '10.0.0.12',
  apiEndpoint: '10.0.0.11:6443',
  token: 'abcdef.0123456789abcdef',
  caCertHash: `sha256:${'ab'.repeat(32)}`,
};

describe('renderJoinConfiguration', () => {
  it.each([
    ['1.28.15', 'kubeadm-join-1.28.yaml'],
    ['1.34.4', 'kubeadm-join-1.34.yaml'],
  ])('renders the file that was reviewed for Kubernetes %s', (kubernetesVersion, file) => {
    expect(renderJoinConfiguration({ ...props, kubernetesVersion })).toBe(
      readFileSync(join(__dirname, 'golden', file), 'utf8'),
    );
  });

  it('pins the CA and never skips its verification', () => {
    const text = renderJoinConfiguration(props);
    expect(parse(text)).toMatchObject({
      discovery: { bootstrapToken: { caCertHashes: [props.caCertHash] } },
    });
    expect(text).not.toContain('unsafeSkipCAVerification');
  });

  it('keeps a token of digits and an e as text', () => {
    const token = '123456.1234567890123e45';
    expect(parse(renderJoinConfiguration({ ...props, token }))).toMatchObject({
      discovery: { bootstrapToken: { token } },
    });
  });
});
