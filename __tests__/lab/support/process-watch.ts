import { readdirSync, readFileSync } from 'node:fs';

/** A bootstrap token, as kubeadm writes it. */
export const bootstrapToken = /\b[a-z0-9]{6}\.[a-z0-9]{16}\b/;

/**
 * Reads the command line of every process ten times a second. The virtual hosts' processes are this computer's,
 * so this sees what `ps` on every host and here would show.
 */
export class ProcessWatch {
  private readonly lines = new Set<string>();
  private readonly timer = setInterval(() => {
    this.sample();
  }, 100);

  /** @returns every command line seen */
  stop(): string[] {
    clearInterval(this.timer);
    return [...this.lines];
  }

  private sample(): void {
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      try {
        this.lines.add(readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' '));
      } catch {
        // The process ended after it was listed.
      }
    }
  }
}
