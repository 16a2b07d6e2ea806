import { singleLine } from '../text/single-line';
import type { Host, Inventory } from '../inventory/types';
import { ExitCode } from '../errors/exit-codes';
import { NuclabError } from '../errors/nuclab-error';
import type { Connect, ExecResult, SshContext, SshSession, SshTarget } from '../ssh/types';
import type { HostProbe, ProbeFailure } from './host-probe';
import { parseProbe } from './parse-probe';
import { probeText } from './probe-text';

/** The probe itself takes at most about 5 s; a busy host with slow disks gets three times that. */
const PROBE_TIMEOUT_SECONDS = 15;

export interface ProbeHostsProps {
  readonly inventory: Inventory;
  /** Hosts of the inventory that are asked. @default - all */
  readonly hosts?: readonly Host[];
  readonly context: SshContext;
  readonly connect: Connect;
  readonly targetOf: (host: Host) => SshTarget;
  /** Aborting ends all probes and rejects. */
  readonly signal?: AbortSignal;
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
}

/**
 * Asks all hosts at once, each over one connection with one read-only command. A host that cannot be asked is a result,
 * not an error, so that one of them never hides the others.
 *
 * @throws NuclabError `interrupted` when the signal aborts
 */
export async function probeHosts(props: ProbeHostsProps): Promise<HostProbe[]> {
  const text = probeText(props.inventory);
  return Promise.all((props.hosts ?? props.inventory.hosts).map((host) => probeHost(host, text, props)));
}

async function probeHost(host: Host, text: string, props: ProbeHostsProps): Promise<HostProbe> {
  try {
    const session = await props.connect(props.targetOf(host), props.context);
    try {
      return { host, ...(await probe(session, text, props)) };
    } finally {
      await session.close();
    }
  } catch (error) {
    if (error instanceof NuclabError && error.exitCode === ExitCode.interrupted) throw error;
    return { host, failure: failureOf(error, host) };
  }
}

type Outcome = { facts: NonNullable<HostProbe['facts']> } | { failure: ProbeFailure };

async function probe(session: SshSession, text: string, props: ProbeHostsProps): Promise<Outcome> {
  const now = props.now ?? Date.now;
  const sentAt = now();
  let clockReadAt: number | undefined;
  const result = await session.exec('/bin/sh -s', {
    stdin: text,
    sudo: true,
    timeoutSeconds: PROBE_TIMEOUT_SECONDS,
    signal: props.signal,
    onStdoutLine: (line) => {
      if (line.startsWith('time=')) clockReadAt ??= now();
    },
  });
  const timing = clockReadAt === undefined ? undefined : { sentAt, clockReadAt };
  const facts = parseProbe(result.stdout, timing);
  return facts === undefined ? { failure: brokenOff(result) } : { facts };
}

function brokenOff({ exitCode, stderr }: ExecResult): ProbeFailure {
  const said = singleLine(stderr.trim().split('\n').at(-1) ?? '');
  const words = said === '' ? '' : ` ("${said}")`;
  const what = `the probe ended early with exit code ${exitCode}${words}`;
  const fix = 'log in and look at the load and the disk of the host, then run it again';
  return failure('probe', what, fix, ExitCode.unreachable);
}

/** The SSH layer has the words; its kind (`unreachable`, `changed-host-key`, …) becomes the id. */
function failureOf(error: unknown, host: Host): ProbeFailure {
  if (!(error instanceof NuclabError)) {
    const what = `nuclab has no words for this: ${String(error)}`;
    return failure('probe', what, 'report it to the authors of nuclab', ExitCode.unexpected);
  }
  const id = 'kind' in error && typeof error.kind === 'string' ? error.kind : 'probe';
  // The report names the host already; a bastion, in place of it or on the way to it, has to be named.
  const isPlainHost = error.where === undefined || /^[^ ]+ \([^ ]+\)$/.test(error.where);
  const place = isPlainHost && (error.where ?? host.name).startsWith(host.name) ? '' : `${error.where}: `;
  return failure(id, place + error.what, error.fix ?? 'run it again', error.exitCode);
}

function failure(id: string, what: string, fix: string, exitCode: ExitCode): ProbeFailure {
  return { exitCode, finding: { id, severity: 'error', what, fix } };
}
