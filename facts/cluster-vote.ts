import { believeCluster, type ClusterBelief } from './believe-cluster';
import type { ClusterWord } from './cluster-word';

/**
 * Waits until every control plane has said its word, or failed, before one of them is believed: so the answer does not depend
 * on which of them is faster.
 */
export class ClusterVote {
  /** Settles once all have been heard. */
  readonly belief: Promise<ClusterBelief>;
  private readonly words = new Map<string, ClusterWord | undefined>();
  private decide: (belief: ClusterBelief) => void = () => undefined;

  /** @param controlPlanes names, in inventory order */
  constructor(private readonly controlPlanes: readonly string[]) {
    this.belief = new Promise((resolve) => (this.decide = resolve));
    this.tryDecide();
  }

  includes(host: string): boolean {
    return this.controlPlanes.includes(host);
  }

  /** @param word undefined when the host gave no facts; only the first of a host counts */
  hear(host: string, word?: ClusterWord): void {
    if (!this.words.has(host)) this.words.set(host, word);
    this.tryDecide();
  }

  private tryDecide(): void {
    if (!this.controlPlanes.every((name) => this.words.has(name))) return;
    this.decide(believeCluster(this.controlPlanes.flatMap((name) => this.words.get(name) ?? [])));
  }
}
