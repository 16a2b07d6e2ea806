import { ExitCode } from '../../errors/exit-codes';
import { NuclabError } from '../../errors/nuclab-error';
import type { StepManifest } from '../../manifest/manifest';
import type { HostLink } from '../host-link';
import type { StepRunner } from '../step-runner';
import { controlPlaneTargets } from '../step-targets';

/** The lab's control planes: the first that answers is asked from then on. */
export class ControlPlanes {
  private readonly links: HostLink[];

  /** Its links outlive an interruption: what was made on a control plane is also removed there. */
  constructor(
    private readonly runner: StepRunner,
    manifest: StepManifest,
  ) {
    this.links = controlPlaneTargets(manifest).map((target) => runner.linkTo(target));
  }

  /** Name of the one that is asked. */
  get name(): string {
    return this.current.target.name;
  }

  /** Does `work` on a control plane, and on the next one when that one cannot. @throws the error of the last one */
  async ask<T>(work: (link: HostLink) => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await work(this.current);
      } catch (error) {
        if (this.links.length < 2 || !isOfThatHost(error)) throw error;
        const { name } = this;
        this.links.shift();
        this.runner.reporter.say(`warning: ${name}: ${error.what}; asking ${this.name} instead`);
      }
    }
  }

  private get current(): HostLink {
    const [link] = this.links;
    if (link === undefined) throw new Error('steps.json names no control plane');
    return link;
  }
}

function isOfThatHost(error: unknown): error is NuclabError {
  return error instanceof NuclabError && error.exitCode !== ExitCode.interrupted;
}
