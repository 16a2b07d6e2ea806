import { Construct, DependencyGroup } from 'constructs';
import { BaseSystem } from '../constructs/base-system';
import { ClusterNodes } from '../constructs/cluster-nodes';
import { ContainerRuntime } from '../constructs/container-runtime';
import { ControlPlane } from '../constructs/control-plane';
import { FlannelNetwork } from '../constructs/flannel-network';
import { Kubeconfig } from '../constructs/kubeconfig';
import { KubernetesPackages } from '../constructs/kubernetes-packages';
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
    const isControlPlane = (host: Host): boolean => kubernetes.controlPlane.includes(host.name);
    const nodes = inventory.hosts.filter(
      (host) => isControlPlane(host) || kubernetes.workers.includes(host.name),
    );
    const first = nodes.find(isControlPlane);
    if (first === undefined) throw new Error(`lab ${lab} has no control-plane host`);

    const controlPlaneHost = new LabHost(this, first.name, { host: first });
    const controlPlaneReady = this.prepare(controlPlaneHost, inventory, 'control-plane');
    const controlPlane = new ControlPlane(controlPlaneHost, 'ControlPlane', { lab, semester, kubernetes });
    const cluster = { lab, semester, apiEndpoint: controlPlane.apiEndpoint };
    const membership = new Membership(controlPlaneHost, 'Membership', { cluster, role: 'control-plane' });
    controlPlane.node.addDependency(controlPlaneReady, membership);

    const joined = new DependencyGroup();
    for (const host of nodes.filter((each) => !isControlPlane(each))) {
      const labHost = new LabHost(this, host.name, { host });
      const ready = this.prepare(labHost, inventory, 'worker');
      const common = { cluster, controlPlane: first.name };
      const leaving = new Membership(labHost, 'Membership', { ...common, role: 'worker' });
      // A worker leaves while there still is a control plane to drain it; destruction runs against the edges.
      leaving.node.addDependency(controlPlane);
      const worker = new Worker(labHost, 'Worker', { ...common, version: kubernetes.version });
      worker.node.addDependency(ready, leaving, controlPlane);
      joined.add(worker);
    }

    const network = new FlannelNetwork(controlPlaneHost, 'Network', {
      cluster,
      podSubnet: kubernetes.podSubnet,
      backend: kubernetes.network.backend,
    });
    // Beside the joins, not after them: flannel reaches a node as soon as it has joined.
    network.node.addDependency(controlPlane);

    const clusterNodes = new ClusterNodes(controlPlaneHost, 'Nodes', {
      cluster,
      nodes,
      controlPlaneNodes: nodes.filter(isControlPlane).map((node) => node.name),
      schedulableControlPlane: kubernetes.schedulableControlPlane,
      dnsDomain: kubernetes.dnsDomain,
    });
    clusterNodes.node.addDependency(network, joined);

    const kubeconfig = new Kubeconfig(controlPlaneHost, 'Kubeconfig', {
      cluster,
      path: kubernetes.kubeconfig,
    });
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
