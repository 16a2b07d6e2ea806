import type { Host, Inventory } from '../inventory/types';
import { ExitCode } from '../errors/exit-codes';
import { NuclabError } from '../errors/nuclab-error';
import { packageVersion } from '../manifest/program';
import { connect, mapHosts, sshContext, sshTarget, SshError, type Connect } from '../ssh';
import { assetsDirectory } from '../manifest/program';
import { singleLine } from '../text/single-line';
import { utc } from '../text/words';
import type { HostObservation, LabFacts, ObservationProblem } from './lab-facts';
import { observeHost, type HostResult } from './observe-host';

/** A host in the same building answers within milliseconds; one that is off must not hold the others up. */
const connectSeconds = 5;
/** Side by side; more would make sshd's MaxStartups of a bastion refuse some. */
const hostsAtOnce = 50;

export interface ObserveLabProps {
  readonly inventory: Inventory;
  /** Folder of lab.yaml. */
  readonly labDirectory: string;
  /** @default process.env */
  readonly env?: NodeJS.ProcessEnv;
  /** Hosts of the inventory that are looked at. @default - all */
  readonly hosts?: readonly Host[];
  /** Aborting ends all looks and rejects. */
  readonly signal?: AbortSignal;
  /** @default - over SSH */
  readonly connect?: Connect;
  /** @default - the program's own assets/ */
  readonly assetsDirectory?: string;
  readonly now?: () => Date;
}

/**
 * Looks at all hosts at once, each over one connection, without changing anything. A host that cannot be looked at is a
 * result, not an error.
 *
 * @throws NuclabError `interrupted` when the signal aborts
 */
export async function observeLab(props: ObserveLabProps): Promise<LabFacts> {
  const { inventory, labDirectory, env = process.env, signal } = props;
  const observedAt = utc((props.now ?? (() => new Date()))());
  const context = { ...sshContext(inventory, labDirectory, env), connectTimeoutSeconds: connectSeconds };
  const outcomes = await mapHosts(props.hosts ?? inventory.hosts, hostsAtOnce, (host) =>
    observeHost(host, sshTarget(host, inventory.ssh), {
      inventory,
      labDirectory,
      assetsDirectory: props.assetsDirectory ?? assetsDirectory(),
      context,
      connect: props.connect ?? connect,
      keepsKubeconfig: env.NUCLAB_KUBECONFIG !== 'none',
      signal,
    }),
  );
  if (signal?.aborted === true) throw interrupted();
  const cluster = outcomes
    .map(({ value }) => value?.cluster)
    .filter((each) => each !== undefined)
    .sort((a, b) => Number(a.problem !== undefined) - Number(b.problem !== undefined))[0];
  return {
    schemaVersion: 2,
    lab: inventory.name,
    observedAt,
    nuclab: packageVersion(),
    hosts: outcomes.map(observation),
    ...(cluster === undefined ? {} : { cluster }),
  };
}

function observation({
  host,
  value,
  error,
}: {
  readonly host: Host;
  readonly value?: HostResult;
  readonly error?: unknown;
}): HostObservation {
  if (value !== undefined) return value.host;
  return { name: host.name, address: host.address, reached: false, problem: problemOf(error, host.name) };
}

function problemOf(error: unknown, name: string): ObservationProblem {
  if (!(error instanceof NuclabError)) throw error;
  return {
    kind: error instanceof SshError ? error.kind : 'look',
    what: singleLine(error.what),
    fix: error.fix ?? `log in to ${name} and look at it`,
    exitCode: error.exitCode,
  };
}

function interrupted(): NuclabError {
  return new NuclabError({
    what: 'interrupted while looking at the hosts',
    fix: 'run it again',
    exitCode: ExitCode.interrupted,
  });
}
