import { Construct, DependencyGroup } from 'constructs';
import { LabCluster } from '../../constructs/lab-cluster';
import { planSteps } from '../../constructs/planned-step';
import { engineProps, host, step, tree } from '../support/tiny-lab';

const plan = (root: Construct) => planSteps(root, engineProps);

describe('planSteps', () => {
  test('names a step by its host and phase', () => {
    const root = tree();
    step(root, 'A', { host: host('nuc-1'), phase: 'container-runtime' });
    expect(plan(root).map((each) => each.address)).toEqual(['nuc-1_container-runtime']);
  });

  test('shows each input under its lower-case name, each file as a digest, and the reason', () => {
    const root = tree();
    step(root, 'A', {
      phase: 'control-plane',
      inputs: { KUBERNETES_VERSION: '1.34.4' },
      files: { 'kubeadm.yaml': 'kind: x\n' },
    });
    expect(plan(root)[0]!.triggers).toEqual({
      host: 'nuc01',
      kubernetes_version: '1.34.4',
      kubeadm_yaml_sha256: expect.stringMatching(/^[0-9a-f]{12}$/) as string,
      script_sha256: 'aaaaaaaaaaaa',
      reason: 'first install',
    });
  });

  test('gives a destroy action identity only, so that no script or setting makes a node leave', () => {
    const root = tree();
    step(root, 'A', { phase: 'membership', inputs: { LAB: 'lab', ROLE: 'worker' } });
    expect(plan(root)[0]!.triggers).toEqual({ host: 'nuc01', lab: 'lab', role: 'worker' });
  });

  test('another text in a file is another digest', () => {
    const digest = (text: string) => {
      const root = tree();
      step(root, 'A', { files: { hosts: text } });
      return plan(root)[0]!.triggers['hosts_sha256'];
    };
    expect(digest('10.0.0.1 a\n')).not.toEqual(digest('10.0.0.2 a\n'));
  });

  test('turns a dependency between constructs into edges between all their steps', () => {
    const root = tree();
    const first = new Construct(root, 'First');
    step(first, 'A', { host: host('nuc01') });
    step(first, 'B', { host: host('nuc02') });
    const second = new Construct(root, 'Second');
    step(second, 'C', { host: host('nuc03') });
    second.node.addDependency(first);
    expect(plan(root).at(-1)).toMatchObject({
      address: 'nuc03_base',
      dependsOn: ['nuc01_base', 'nuc02_base'],
    });
  });

  test('understands dependency groups, also those that grow later', () => {
    const root = tree();
    const group = new DependencyGroup();
    const last = step(root, 'Last', { host: host('nuc09') });
    last.node.addDependency(group);
    group.add(step(root, 'A', { host: host('nuc01') }));
    group.add(step(root, 'B', { host: host('nuc02') }));
    expect(plan(root).at(-1)).toMatchObject({
      address: 'nuc09_base',
      dependsOn: ['nuc01_base', 'nuc02_base'],
    });
  });

  test('orders every step after the steps it depends on', () => {
    const root = tree();
    const late = step(root, 'Late', { host: host('nuc01') });
    const early = step(root, 'Early', { host: host('nuc02') });
    late.node.addDependency(early);
    expect(plan(root).map((each) => each.address)).toEqual(['nuc02_base', 'nuc01_base']);
  });

  test('refuses a circle and shows its way', () => {
    const root = tree();
    const a = step(root, 'A', { host: host('nuc01') });
    const b = step(root, 'B', { host: host('nuc02') });
    a.node.addDependency(b);
    b.node.addDependency(a);
    expect(() => plan(root)).toThrow('steps depend on each other: nuc01_base -> nuc02_base -> nuc01_base');
  });

  test('refuses a dependency on a step of another stack', () => {
    const root = tree();
    const here = new Construct(root, 'Here');
    step(here, 'A').node.addDependency(step(new Construct(root, 'There'), 'B', { host: host('nuc07') }));
    expect(() => plan(here)).toThrow('nuc01_base depends on nuc07_base, which is not in this stack');
  });
});

describe('Step', () => {
  test('refuses an input that its phase does not have', () => {
    expect(() => step(tree(), 'A', { inputs: { 'a-b': '1' } })).toThrow(
      'A: the phase base has no input "a-b"; name it in phases/base.ts',
    );
  });

  test('of a host needs one, and of the cluster needs that', () => {
    expect(() => step(tree(), 'A', { host: undefined })).toThrow('A: the phase base needs a host');
    expect(() => step(tree(), 'A', { phase: 'network' })).toThrow('A: the phase network needs a cluster');
  });

  test('of the cluster is named by it, and knows under which name it was a step of the first control plane', () => {
    const identity = { lab: 'lab', apiEndpoint: '10.0.0.11:6443' };
    const cluster = new LabCluster(tree(), 'Cluster', { identity, controlPlanes: ['nuc01', 'nuc02'] });
    const made = step(cluster, 'A', { host: undefined, cluster, phase: 'network' });
    expect([made.stepId, made.address, made.formerAddress]).toEqual([
      'cluster/network',
      'cluster_network',
      'nuc01_network',
    ]);
    expect(step(tree(), 'B').formerAddress).toBeUndefined();
  });

  test('keeps inputs and files in alphabetical order whatever order they came in', () => {
    const made = step(tree(), 'A', { inputs: { LAB: '2', HOST_NAME: '1' }, files: { z: '', a: '' } });
    expect(Object.keys(made.inputs)).toEqual(['HOST_NAME', 'LAB']);
    expect(Object.keys(made.files)).toEqual(['a', 'z']);
  });
});
