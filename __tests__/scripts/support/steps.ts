import { createHash } from 'node:crypto';
import { renderContainerdConfig } from '../../../rendering/containerd-config';
import { renderRegistryHosts } from '../../../rendering/registry-hosts';
import type { FakeDebian, StepInput } from './fake-debian';

export const prepareHost: StepInput = {
  phase: 'base',
  script: 'prepare-host.sh',
  inputs: {
    HOST_NAME: 'nuc01',
    HOST_ADDRESS: '10.0.0.11',
    LAB: 'lab',
    OPEN_PORTS: '6443/tcp 10250/tcp@peers 30000-32767/tcp',
    PEER_ADDRESSES: '10.0.0.12 10.0.0.13',
  },
  files: { hosts: '10.0.0.11 nuc01\n10.0.0.12 nuc02\n' },
  assets: ['nuclab-modules.conf', 'nuclab-sysctl.conf', 'nuclab-unattended-upgrades.conf'],
};

export const repositoryUrl = 'https://pkgs.k8s.io/core:/stable:/v1.34/deb/';
export const releaseKeyUrl = `${repositoryUrl}Release.key`;

/** A public key packet that is well-formed, though nobody has the private part. */
function publicKey(seed: number): Buffer {
  const modulus = Buffer.alloc(256, seed);
  const body = Buffer.concat([
    Buffer.from([4, 0x66, 0, 0, seed, 1, 8, 0]),
    modulus,
    Buffer.from([0, 17, 1, 0, 1]),
  ]);
  return Buffer.concat([Buffer.from([0x99, body.length >> 8, body.length & 255]), body]);
}

export function fingerprint(packet: Buffer): string {
  return createHash('sha1').update(packet).digest('hex').toUpperCase();
}

export function armored(...packets: Buffer[]): string {
  const base64 = Buffer.concat(packets).toString('base64').replace(/.{64}/g, '$&\n');
  return `-----BEGIN PGP PUBLIC KEY BLOCK-----\nVersion: test\n\n${base64}\n=abcd\n-----END PGP PUBLIC KEY BLOCK-----\n`;
}

export const key = publicKey(0xa1);
export const otherKey = publicKey(0xb2);

export const installKubernetesPackages: StepInput = {
  phase: 'kubernetes-packages',
  script: 'install-kubernetes-packages.sh',
  inputs: {
    KUBERNETES_VERSION: '1.34.4',
    REPOSITORY_URL: repositoryUrl,
    REPOSITORY_KEY_FINGERPRINT: fingerprint(key),
  },
};

export const installContainerRuntime: StepInput = {
  phase: 'container-runtime',
  script: 'install-container-runtime.sh',
  inputs: { RUNTIME_PACKAGE: 'auto', KUBERNETES_VERSION: '1.34.4', MIRRORED_REGISTRIES: 'registry.k8s.io' },
  files: {
    'containerd-v2.toml': renderContainerdConfig(2),
    'containerd-v3.toml': renderContainerdConfig(3),
    'hosts.registry.k8s.io.toml': renderRegistryHosts('registry.k8s.io', ['http://10.0.0.5:5000']),
  },
};

/** Puts a text where a host finds it by `apt-helper download-file`. */
export function offer(host: FakeDebian, url: string, text: string): void {
  host.set(`downloads/${url.replaceAll('/', '_')}`, text);
}
