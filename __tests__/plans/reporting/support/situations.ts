import type { Inventory } from '../../../../inventory/types';
import type { Difference } from '../../../../facts/lab-facts';
import type { ReportInput } from '../../../../plans/reporting';
import { factsOf, withFacts, withoutFacts, withoutTerraform, type FactsOptions } from './facts';
import { lab, planFrom, stateOf, threeHosts, threeNucs, type State } from './lab';

const none: State = new Map();
const deployed = stateOf(threeNucs);
const own = (item: string, text: string): Difference => ({ item, text, inherited: false });
const follows = (item: string, text: string): Difference => ({ item, text, inherited: true });

function firstInstall(): ReportInput {
  const facts = factsOf(threeNucs, { fresh: ['nuc01', 'nuc02', 'nuc03'], cluster: 'none' });
  return { inventory: threeNucs, facts, plan: planFrom(none, deployed), metadata: withFacts };
}

function nothingToChange(): ReportInput {
  return {
    inventory: threeNucs,
    facts: factsOf(threeNucs),
    plan: planFrom(deployed, deployed),
    metadata: withFacts,
  };
}

/** Somebody set up swap and Docker on nuc02. */
const drift = {
  checks: {
    nuc02_base: { result: 'differs', differences: [own('swap', 'swap is on (/swapfile), applied off')] },
    'nuc02_container-runtime': {
      result: 'differs',
      differences: [
        own('configuration', '/etc/containerd/config.toml is not as nuclab writes it'),
        own('runtime_hold', 'containerd is not held, an upgrade of the host would restart it'),
      ],
    },
    cluster_nodes: {
      result: 'differs',
      differences: [follows('nodes_ready', 'nuc02 is not Ready: container runtime is down')],
    },
  },
  notReady: { nuc02: 'container runtime is down' },
} as const satisfies FactsOptions;

const driftReasons = {
  nuc02_base: 'drift 2: swap is on (/swapfile), applied off',
  'nuc02_container-runtime': 'drift 2: /etc/containerd/config.toml is not as nuclab writes it; 1 more',
};

function oneDrift(): ReportInput {
  const plan = planFrom(deployed, stateOf(threeNucs, driftReasons));
  return { inventory: threeNucs, facts: factsOf(threeNucs, drift), plan, metadata: withFacts };
}

function newVersion(): ReportInput {
  const before = lab(threeHosts, ['version: 1.33.13']);
  const plan = planFrom(stateOf(before), deployed);
  return { inventory: threeNucs, facts: factsOf(before), plan, metadata: withFacts };
}

/** The same, while nuc03 is off and a certificate of nuc01 is about to end. */
function unreachable(): ReportInput {
  const text =
    'nuc02 is not Ready: container runtime is down; nuc03 is not Ready: Kubelet stopped posting node status.';
  const certificates = [{ name: 'apiserver', expiresAt: '2026-12-11T08:00:00Z' }];
  const facts = factsOf(threeNucs, {
    unreachable: ['nuc03'],
    checks: {
      ...drift.checks,
      cluster_nodes: { result: 'differs', differences: [follows('nodes_ready', text)] },
    },
    notReady: { ...drift.notReady, nuc03: 'Kubelet stopped posting node status.' },
    host: (host) => (host.name === 'nuc01' ? { ...host, certificates } : host),
  });
  const plan = planFrom(deployed, stateOf(threeNucs, driftReasons));
  return { inventory: threeNucs, facts, plan, metadata: withFacts };
}

/** nuc03 is taken out of lab.yaml. */
function hostLeaves(): ReportInput {
  const after = lab(threeHosts.slice(0, 2), ['version: 1.34.4']);
  const facts = factsOf(threeNucs);
  const present = { ...facts, hosts: facts.hosts.filter(({ name }) => name !== 'nuc03') };
  return { inventory: after, facts: present, plan: planFrom(deployed, stateOf(after)), metadata: withFacts };
}

/** Every node leaves and joins anew. */
function newSemester(): ReportInput {
  const [before, after] = ['2026-spring', '2026-autumn'].map((semester) =>
    lab(threeHosts, ['version: 1.34.4'], `name: nuc-lab\nsemester: ${semester}`),
  ) as [Inventory, Inventory];
  const plan = planFrom(stateOf(before), stateOf(after));
  return { inventory: after, facts: factsOf(before), plan, metadata: withFacts };
}

/** A pull request from a fork: a mirror is added, and the hosts are not checked. */
function modelOnly(): ReportInput {
  const mirror = 'registryMirrors: { docker.io: [http://192.168.0.5:5000] }';
  const after = lab(threeHosts, ['version: 1.34.4', mirror]);
  return {
    inventory: after,
    plan: planFrom(deployed, stateOf(after)),
    metadata: withoutFacts,
  };
}

/** Terraform's state was lost: every host is in place, but nuc03's containerd is not. */
function adopted(): ReportInput {
  const facts = factsOf(threeNucs, {
    checks: {
      'nuc03_container-runtime': {
        result: 'differs',
        differences: [own('runtime_hold', 'containerd is not held, an upgrade of the host would restart it')],
      },
    },
  });
  const after = stateOf(threeNucs, {
    'nuc03_container-runtime': 'drift 2: containerd is not held, an upgrade of the host would restart it',
  });
  return { inventory: threeNucs, facts, plan: planFrom(none, after), metadata: withFacts };
}

/** A pull request from a fork, compared with the lab.yaml it would be merged into. */
function compared(): ReportInput {
  const mirrors = 'registryMirrors: { docker.io: [http://192.168.0.5:5000] }';
  const before = lab(threeHosts, ['version: 1.34.4', mirrors]);
  const after = lab(
    ['nuc01: 192.168.0.11', 'nuc02: { address: 192.168.0.12, labels: { disk: ssd } }', 'nuc04: 192.168.0.14'],
    ['version: 1.34.4'],
  );
  return {
    inventory: after,
    plan: planFrom(stateOf(before), stateOf(after)),
    metadata: withoutTerraform,
    comparison: { against: 'lab.base.yaml', withoutStep: ['ssh.bastion', 'backend'] },
  };
}

/** The first pull request: there is no lab.yaml to compare with. */
function comparedWithNothing(): ReportInput {
  const plan = planFrom(none, deployed);
  return { inventory: threeNucs, plan, metadata: withoutTerraform, comparison: { withoutStep: [] } };
}

/** What a reviewer may meet, by the name of its golden files. */
export const situations: Readonly<Record<string, () => ReportInput>> = {
  'first-install': firstInstall,
  'nothing-to-change': nothingToChange,
  drift: oneDrift,
  'new-kubernetes-version': newVersion,
  'unreachable-host': unreachable,
  'host-leaves': hostLeaves,
  'new-semester': newSemester,
  'model-only': modelOnly,
  compared,
  'compared-with-nothing': comparedWithNothing,
  adopted,
};
