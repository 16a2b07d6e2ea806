import type { FactPart } from '../../facts';
import { SshError } from '../../ssh/ssh-error';
import { certificate, otherCertificate } from './certificate';
import { FactLab, inventory } from './fact-lab';

let lab: FactLab;
beforeEach(() => (lab = new FactLab()));
afterEach(() => lab.remove());

describe('the facts of the cluster', () => {
  const two = {
    ...inventory,
    kubernetes: { ...inventory.kubernetes, controlPlane: ['nuc01', 'nuc02'], workers: [] },
  };
  const parts: readonly FactPart[] = ['nuclab', 'cluster'];

  test('checks the steps that the cluster remembers, on one control plane; those are no steps of a host', async () => {
    lab.applied('network', 'install-network.sh', 'exit 1');
    const network = lab.clusterMarker('network', 'install-network.sh', 'echo "differs: x: y"; exit 10');
    const nodes = lab.clusterMarker('nodes', 'configure-nodes.sh');
    lab.controlPlane('nuc01', certificate, certificate, [`nodes.json ${nodes}`, `network.json ${network}`]);
    const { hosts, cluster } = await lab.gather({}, parts);
    expect(hosts[0]).toMatchObject({ steps: [] });
    expect(cluster?.steps).toMatchObject([
      { phase: 'network', marker: { runCount: 0 }, check: { result: 'differs' } },
      { phase: 'nodes', check: { result: 'in-place' } },
    ]);
    expect(lab.connects).toEqual(['nuc01', 'nuc02']);
  });

  test('takes what a nuclab before 0.1 left on a control plane for steps the cluster does not remember', async () => {
    lab.controlPlane('nuc01');
    lab.controlPlane('nuc02');
    lab.put(
      'nuc02',
      'var/lib/nuclab/markers/network.json',
      lab.clusterMarker('network', 'install-network.sh'),
    );
    const { cluster, hosts } = await lab.gather({}, parts, two);
    expect(cluster).toMatchObject({ observedOn: 'nuc01', steps: [{ phase: 'network' }] });
    expect(hosts).toMatchObject([{ steps: [] }, { steps: [] }]);
  });

  test('asks the next control plane when the first cannot be reached', async () => {
    lab.controlPlane('nuc02');
    lab.refuse = ({ name }) =>
      name === 'nuc01'
        ? new SshError({ kind: 'timeout', what: 'no answer', where: name, fix: 'switch it on' })
        : undefined;
    expect((await lab.gather({}, parts, two)).cluster).toMatchObject({ observedOn: 'nuc02', steps: [] });
  });

  test('believes no host that is to be a worker', async () => {
    lab.controlPlane('nuc02');
    const { cluster } = await lab.gather({}, parts);
    expect(cluster).toBeUndefined();
  });

  test('believes no API server that is verified with another CA than the host has', async () => {
    lab.controlPlane('nuc01', certificate, otherCertificate);
    lab.controlPlane('nuc02');
    expect((await lab.gather({}, parts, two)).cluster).toMatchObject({ observedOn: 'nuc02' });
    lab.controlPlane('nuc02', otherCertificate, certificate);
    expect((await lab.gather({}, parts, two)).cluster).toEqual({
      observedOn: 'nuc01',
      problem: 'admin.conf of nuc01 trusts another CA than its /etc/kubernetes/pki/ca.crt',
      notBelieved: true,
      nodes: [],
      etcdMembers: [],
      steps: [],
    });
  });
});
