import { randomBytes } from 'node:crypto';
import { ExitCode } from '../errors/exit-codes';
import { NuclabError } from '../errors/nuclab-error';
import { KeyedLines } from '../exchange/keyed-lines';
import type { ExecResult, SshSession } from '../ssh/types';
import { singleLine } from '../text/single-line';
import { factsPayload, type FactsPayloadProps } from './facts-payload';

/** POSIX sh, since bash is a fact. Read to its end first, so that the commands in it cannot swallow the rest of it. */
const factsCommand = `exec /bin/sh -c 'eval "$(cat)"'`;
/** The exchange takes well under a second, with `reach` about five; a busy host with slow disks gets three times that. */
const factsSeconds = 15;
/** Markers are the longest: some ten kilobytes each. */
const longestAnswer = 8_000_000;

export interface AskHostProps extends FactsPayloadProps {
  readonly signal?: AbortSignal;
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
}

/** What a host said, and when. */
export interface HostAnswer {
  readonly said: KeyedLines;
  /** When the host was asked and when its clock line came back, on this computer, in milliseconds since 1970. */
  readonly timing?: { readonly askedAt: number; readonly clockReadAt: number };
}

/**
 * Asks for all parts in one exchange that changes nothing on the host.
 *
 * @param onRemembered called once the part `nuclab` is complete (bash, markers, lock), so that checks need not wait for the rest
 * @throws NuclabError when the host gave no complete answer
 */
export async function askHost(
  session: SshSession,
  props: AskHostProps,
  onRemembered: (said: KeyedLines) => void,
): Promise<HostAnswer> {
  const nonce = randomBytes(16).toString('hex');
  const now = props.now ?? Date.now;
  const tooLong = new AbortController();
  const lines: string[] = [];
  let length = 0;
  let remembered = false;
  let clockReadAt: number | undefined;
  const onStdoutLine = (line: string): void => {
    length += line.length;
    if (length > longestAnswer) return tooLong.abort();
    lines.push(line);
    if (line.includes(`${nonce} time `)) clockReadAt ??= now();
    if (!remembered && line.endsWith(`${nonce} done nuclab`)) {
      remembered = true;
      onRemembered(new KeyedLines(nonce, lines.join('\n')));
    }
  };
  const signals = [tooLong.signal, ...(props.signal === undefined ? [] : [props.signal])];
  const askedAt = now();
  const result = await session
    .exec(factsCommand, {
      sudo: true,
      stdin: factsPayload(nonce, props),
      timeoutSeconds: factsSeconds,
      signal: AbortSignal.any(signals),
      onStdoutLine,
    })
    .catch((error: unknown) => {
      throw tooLong.signal.aborted ? tooMuch() : error;
    });
  if (tooLong.signal.aborted) throw tooMuch();
  const said = new KeyedLines(nonce, lines.join('\n'));
  if (said.all('end').length === 0) throw brokenOff(result);
  return { said, ...(clockReadAt === undefined ? {} : { timing: { askedAt, clockReadAt } }) };
}

function brokenOff({ exitCode, stderr }: ExecResult): NuclabError {
  const last = singleLine(stderr.trim().split('\n').at(-1) ?? '');
  return failed(
    `its answer ended early with exit code ${exitCode}${last === '' ? '' : ` ("${last}")`}`,
    'log in and check the load and the disk of the host, then run it again',
  );
}

function tooMuch(): NuclabError {
  return failed(
    `its answer was longer than ${longestAnswer / 1_000_000} MB`,
    'log in and check /var/lib/nuclab/markers',
  );
}

function failed(what: string, fix: string): NuclabError {
  return new NuclabError({ what, fix, exitCode: ExitCode.unreachable });
}
