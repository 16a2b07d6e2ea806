/**
 * stacks/ says which constructs a lab has and in which order, like a table of contents. Only wiring belongs here; what a step
 * is and ships is said by its construct.
 */
import { Construct, DependencyGroup } from 'constructs';
import { BaseSystem } from '../constructs/base-system';
import type { ClusterIdentity } from '../constructs/cluster-identity';
import { ClusterNodes } from '../constructs/cluster-nodes';
import { ContainerRuntime } from '../constructs/container-runtime';
import { ControlPlane } from '../constructs/control-plane';
import { FlannelNetwork } from '../constructs/flannel-network';
import { Kubeconfig } from '../constructs/kubeconfig';
import { KubernetesPackages } from '../constructs/kubernetes-packages';
import { LabCluster } from '../constructs/lab-cluster';
import { LabHost } from '../constructs/lab-host';
import { Membership } from '../constructs/membership';
import { Worker } from '../constructs/worker';
import type { Host, Inventory } from '../inventory/types';

export interface KubernetesStackProps {
  readonly inventory: Inventory;
}

/** One Kubernetes cluster: hosts ready → control plane → workers, side by side → pod network → every node Ready. */
export class KubernetesStack extends Construct {
  constructor(scope: Construct, id: string, { inventory }: KubernetesStackProps) {
    super(scope, id);
    const { kubernetes, name: lab, semester } = inventory;
    const named = (names: readonly string[]): Host[] =>
      inventory.hosts.filter((host) => names.includes(host.name));
    const controlPlaneHosts = named(kubernetes.controlPlane);
    const workerHosts = named(kubernetes.workers);
    const [first] = controlPlaneHosts;
    if (first === undefined) throw new Error(`lab ${lab} has no control-plane host`);
    const cluster: ClusterIdentity = { lab, semester, apiEndpoint: `${first.address}:6443` };

    const controlPlane = new DependencyGroup();
    let earlier: ControlPlane | undefined;
    for (const host of controlPlaneHosts) {
      const labHost = new LabHost(this, host.name, { host });
      const ready = this.prepare(labHost, inventory, 'control-plane');
      const leaving = new Membership(labHost, 'Membership', { cluster, role: 'control-plane' });
      const node = new ControlPlane(labHost, 'ControlPlane', { cluster, kubernetes });
      node.node.addDependency(ready, leaving);
      // One by one: etcd takes in a member at a time.
      if (earlier !== undefined) node.node.addDependency(earlier);
      controlPlane.add(node);
      earlier = node;
    }

    const joined = new DependencyGroup();
    for (const host of workerHosts) {
      const labHost = new LabHost(this, host.name, { host });
      const ready = this.prepare(labHost, inventory, 'worker');
      const leaving = new Membership(labHost, 'Membership', { cluster, role: 'worker' });
      // A worker leaves while there still is a control plane to drain it; destruction runs against the edges.
      leaving.node.addDependency(controlPlane);
      const worker = new Worker(labHost, 'Worker', { cluster, version: kubernetes.version });
      worker.node.addDependency(ready, leaving, controlPlane);
      joined.add(worker);
    }

    const labCluster = new LabCluster(this, 'Cluster', {
      identity: cluster,
      controlPlanes: kubernetes.controlPlane,
    });
    const network = new FlannelNetwork(labCluster, 'Network', {
      podSubnet: kubernetes.podSubnet,
      backend: kubernetes.network.backend,
    });
    // Beside the joins, not after them: flannel reaches a node as soon as it has joined.
    network.node.addDependency(controlPlane);

    const clusterNodes = new ClusterNodes(labCluster, 'Nodes', {
      nodes: named([...kubernetes.controlPlane, ...kubernetes.workers]),
      controlPlaneNodes: controlPlaneHosts.map(({ name }) => name),
      schedulableControlPlane: kubernetes.schedulableControlPlane,
      dnsDomain: kubernetes.dnsDomain,
    });
    clusterNodes.node.addDependency(network, joined);

    const kubeconfig = new Kubeconfig(labCluster, 'Kubeconfig', { path: kubernetes.kubeconfig });
    kubeconfig.node.addDependency(controlPlane);
  }

  /** Base system, packages, runtime, one after the other on one host. @returns the last of them */
  private prepare(
    labHost: LabHost,
    inventory: Inventory,
    role: 'control-plane' | 'worker',
  ): ContainerRuntime {
    const { kubernetes } = inventory;
    const base = new BaseSystem(labHost, 'BaseSystem', {
      lab: inventory.name,
      hosts: inventory.hosts,
      role,
      backend: kubernetes.network.backend,
    });
    const packages = new KubernetesPackages(labHost, 'KubernetesPackages', {
      version: kubernetes.version,
      repository: kubernetes.apt,
    });
    packages.node.addDependency(base);
    const runtime = new ContainerRuntime(labHost, 'ContainerRuntime', {
      ...kubernetes.containerRuntime,
      kubernetesVersion: kubernetes.version,
      registryMirrors: kubernetes.registryMirrors,
    });
    // crictl comes with the packages: the runtime's script asks the running containerd what it really uses.
    runtime.node.addDependency(packages);
    return runtime;
  }
}
