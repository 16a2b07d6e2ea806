import { liveDisplay, textStatus, type LabStatus } from '../status';
import { colors, print } from './output';

export interface StatusDisplayProps {
  readonly asJson: boolean;
  /** Seconds between two checks. */
  readonly seconds: number;
  /** Number of hosts that are checked. */
  readonly hosts: number;
}

/** Where a watch shows what it sees. */
export interface StatusDisplay {
  readonly show: (status: LabStatus) => void;
  readonly close: () => void;
}

/** JSON: a document on each line. A terminal: redrawn in place. Anything else: block after block, each with its time. */
export function statusDisplay({ asJson, seconds, hosts }: StatusDisplayProps): StatusDisplay {
  if (asJson) return { show: (status) => print(JSON.stringify(status)), close: () => undefined };
  const { isColorSupported: color, dim } = colors(process.stdout);
  if (!process.stdout.isTTY || process.env.TERM === 'dumb') {
    return {
      show: (status) => print(`--- ${time(status)}\n${textStatus(status, { color })}\n`),
      close: () => undefined,
    };
  }
  const live = liveDisplay(process.stdout);
  live.show(() => `checking ${hosts === 1 ? '1 host' : `${hosts} hosts`} …`);
  return {
    show(status) {
      const footer = `${time(status)}, again every ${seconds} s, Ctrl-C ends`;
      live.show(({ columns, rows }) => {
        const text = textStatus(status, { color, columns, rows: rows - 2 });
        return `${text}\n\n${dim(footer.slice(0, columns))}`;
      });
    },
    close: live.close,
  };
}

/** `2026-11-21 11:52:03 UTC`. */
function time({ observedAt }: LabStatus): string {
  return observedAt.replace('T', ' ').replace('Z', ' UTC');
}
