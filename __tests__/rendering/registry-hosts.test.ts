import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { parse } from 'smol-toml';
import { renderRegistryHosts } from '../../rendering/registry-hosts';

interface HostsToml {
  server: string;
  host: Record<string, { capabilities: string[]; override_path?: boolean }>;
}

const read = (text: string): HostsToml => parse(text) as unknown as HostsToml;

describe('renderRegistryHosts', () => {
  test('two mirrors before registry.k8s.io are the reviewed file', () => {
    const text = renderRegistryHosts('registry.k8s.io', [
      'http://10.0.0.5:5000',
      'https://cache.lab/v2/k8s/',
    ]);
    expect(text).toBe(readFileSync(join(__dirname, 'golden', 'hosts.registry.k8s.io.toml'), 'utf8'));
  });

  test('mirrors are asked in the order of lab.yaml, then the registry itself', () => {
    const hosts = read(renderRegistryHosts('ghcr.io', ['http://b:5000', 'http://a:5000']));
    expect(Object.keys(hosts.host)).toEqual(['http://b:5000', 'http://a:5000']);
    expect(hosts.server).toBe('https://ghcr.io');
  });

  test('Docker Hub is asked under the name of its registry', () => {
    expect(read(renderRegistryHosts('docker.io', ['http://a:5000'])).server).toBe(
      'https://registry-1.docker.io',
    );
  });

  test('a mirror may serve and resolve images, never receive them', () => {
    expect(read(renderRegistryHosts('quay.io', ['http://a:5000'])).host['http://a:5000']).toEqual({
      capabilities: ['pull', 'resolve'],
    });
  });

  test('a mirror with a path of its own is used as written', () => {
    const { host } = read(renderRegistryHosts('quay.io', ['https://cache.lab/v2/quay']));
    expect(host['https://cache.lab/v2/quay']).toEqual({
      capabilities: ['pull', 'resolve'],
      override_path: true,
    });
  });

  test('the first line marks the file as written by nuclab, so that it can be removed again', () => {
    expect(renderRegistryHosts('quay.io', ['http://a:5000'])).toMatch(/^# written by nuclab/);
  });

  test('any text stays one string, whatever it contains', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (text) => {
        const path = `http://m/${text.replace(/\/+$/, '')}x`;
        expect(Object.keys(read(renderRegistryHosts('r.io', [path])).host)).toEqual([path]);
      }),
    );
  });
});
