import { ExitCode } from '../../errors/exit-codes';
import { hostFacts, type LabFacts } from '../../facts/lab-facts';
import type { StatusRule } from '../rule';
import { groups, list } from '../status-words';

/** Hosts that gave no facts: off, or closed to us. */
export const unreachable: StatusRule = {
  id: 'unreachable',
  check: ({ hosts, facts }) => {
    const missed = hosts.flatMap(({ name, problem }) => (problem === null ? [] : [{ name, problem }]));
    return groups(missed, ({ problem }) => JSON.stringify(problem)).map((group) => {
      const names = group.map(({ name }) => name);
      const { what = '', fix = '' } = group[0]?.problem ?? {};
      const away = names.every((name) => isAway(facts, name));
      const verb = away
        ? names.length === 1
          ? 'is unreachable'
          : 'are unreachable'
        : 'could not be checked';
      return { severity: 'error', what: `${list(names)} ${verb}: ${what}`, fix, hosts: names };
    });
  },
};

/** Whether nothing at all could be heard of a host, so that it is not up as far as we know. */
export function isAway(facts: LabFacts, name: string): boolean {
  const host = hostFacts(facts, name);
  return host?.reached === false && host.problem.exitCode === ExitCode.unreachable;
}

/** Hosts that remember to have been deployed for another lab. */
export const otherLab: StatusRule = {
  id: 'other-lab',
  check: ({ hosts, facts, inventory }) => {
    const foreign = hosts.flatMap(({ name }) => {
      const host = hostFacts(facts, name);
      const labs = host?.reached === true ? host.steps.map(({ marker }) => marker.inputs.LAB) : [];
      const lab = labs.find((each) => each !== undefined && each !== inventory.name);
      return lab === undefined ? [] : [{ name, lab }];
    });
    return groups(foreign, ({ lab }) => lab).map((group) => {
      const names = group.map(({ name }) => name);
      const were = names.length === 1 ? 'was' : 'were';
      return {
        severity: 'error',
        what: `${list(names)} ${were} deployed for lab "${group[0]?.lab}", lab.yaml says "${inventory.name}"`,
        fix: 'correct the name or the addresses in lab.yaml, or take the hosts out of the other lab first',
        hosts: names,
      };
    });
  },
};

/** A host that was imaged anew or exchanged, while the cluster still has the node of its predecessor. */
export const otherMachine: StatusRule = {
  id: 'other-machine',
  check: ({ hosts, facts }) =>
    hosts.flatMap(({ name }) => {
      const host = hostFacts(facts, name);
      const own = host?.reached === true ? host.identity.machineId : undefined;
      const known = facts.cluster?.nodes.find((node) => node.name === name)?.machineId;
      if (own === undefined || known === undefined || own === known) return [];
      return [
        {
          severity: 'error',
          what: `${name} is not the machine that joined as node ${name}: its machine-id differs`,
          fix: 'review `nuclab plan`, then deploy: the old node is removed and the host joins again',
          hosts: [name],
        },
      ];
    }),
};

const roles = ['control-plane', 'worker'];

/** Hosts that joined as something else than lab.yaml wants. */
export const otherRole: StatusRule = {
  id: 'other-role',
  check: ({ hosts, facts }) =>
    hosts.flatMap(({ name, role }) => {
      const host = hostFacts(facts, name);
      const phases = host?.reached === true ? host.steps.map(({ phase }) => phase) : [];
      const joined = roles.find((each) => each !== role && phases.includes(each));
      if (joined === undefined) return [];
      const wanted = role === null ? 'does not have it as a node' : `has it as ${role}`;
      return [
        {
          severity: 'error',
          what: `${name} was deployed as ${joined}, lab.yaml ${wanted}`,
          fix: 'review `nuclab plan`: a deploy makes it leave the cluster first',
          hosts: [name],
        },
      ];
    }),
};

/** The kubelet's default `imagefs.available<15%`: above it images are deleted, then pods evicted. */
export const DISK_WARNING_PERCENT = 85;
/** Little later etcd and the kubelet can no longer write. */
export const DISK_ERROR_PERCENT = 95;

/** Disks that are nearly full. */
export const disk: StatusRule = {
  id: 'disk',
  check: ({ hosts }) =>
    hosts.flatMap(({ name, usage: { diskUsedPercent: percent, diskFreeMegabytes: free } }) => {
      if (percent === null || percent <= DISK_WARNING_PERCENT) return [];
      const left = free === null ? '' : ` (${(free / 1024).toFixed(1)} GiB free)`;
      return [
        {
          severity: percent > DISK_ERROR_PERCENT ? 'error' : 'warning',
          what: `the disk of ${name} that holds /var/lib is ${percent} % full${left}, the kubelet evicts pods above ${DISK_WARNING_PERCENT} %`,
          fix: `free space on ${name} (\`sudo crictl rmi --prune\`, \`sudo apt-get clean\`, \`sudo journalctl --vacuum-size=100M\`), or give it a larger disk`,
          hosts: [name],
        },
      ];
    }),
};
