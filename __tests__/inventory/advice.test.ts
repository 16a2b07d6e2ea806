import { advise } from '../../inventory/advice';
import { parseInventory } from '../../inventory/parse';

const adviceOn = (text: string): string[] => advise(parseInventory(text, 'lab.yaml'));

test('nothing is said of an ordinary lab', () => {
  expect(adviceOn('hosts: {nuc01: 10.0.0.1, nuc02: 10.0.0.2}')).toEqual([]);
});

test('a lab without workers runs no pods unless its control plane does', () => {
  expect(adviceOn('hosts: {nuc01: 10.0.0.1}')).toEqual([
    'the lab has no worker, so no ordinary pod will run; add a host, or set kubernetes.schedulableControlPlane to true',
  ]);
  expect(adviceOn('hosts: {nuc01: 10.0.0.1}\nkubernetes: {schedulableControlPlane: true}')).toEqual([]);
});

test('a subnet that Docker uses too is named', () => {
  expect(adviceOn('hosts: {n1: 10.0.0.1, n2: 10.0.0.2}\nkubernetes: {podSubnet: 172.16.0.0/12}')).toEqual([
    'a subnet of the cluster overlaps 172.17.0.0/16, which Docker uses by default; use another one if Docker is on the hosts',
  ]);
});

test('versions that need containerd 2 are named when the package may be older', () => {
  const kubernetes = (version: string, name: string): string =>
    `hosts: {n1: 10.0.0.1, n2: 10.0.0.2}\nkubernetes: {version: ${version}, containerRuntime: {package: ${name}}}`;
  expect(adviceOn(kubernetes('1.36.3', 'containerd'))).toEqual([
    'Kubernetes 1.36.3 needs containerd 2, and the package of Debian 12 and 13 is older; there, set kubernetes.containerRuntime.package to containerd.io',
  ]);
  expect(adviceOn(kubernetes('1.35.4', 'containerd'))).toEqual([]);
  expect(adviceOn(kubernetes('1.36.3', 'containerd.io'))).toEqual([]);
});
