/**
 * manifest/ is the contract between synthesis and runner: steps.json, bundles of scripts, digests. What both have to agree on
 * belongs here; how a step is carried out is in runner/.
 */

/**
 * `steps.json` in the synthesised stack folder, beside cdk.tf.json: what the runner needs to carry a step out when
 * Terraform starts it. No secret and no absolute path is in it.
 */
export interface StepManifest {
  readonly schemaVersion: 2;
  /** Stack and lab name. */
  readonly lab: string;
  /** Path from the stack folder to the folder of lab.yaml; logs, known_hosts and kubeconfig are relative to it. */
  readonly labDirectory: string;
  readonly ssh: ManifestSsh;
  readonly hosts: readonly ManifestHost[];
  /** Names of the hosts that are control planes, in the order in which they are asked. */
  readonly controlPlanes: readonly string[];
  readonly steps: readonly ManifestStep[];
}

export interface ManifestSsh {
  readonly user?: string;
  readonly port: number;
  readonly identityFile?: string;
  readonly knownHostsFile: string;
  readonly bastion?: { readonly address: string; readonly port: number; readonly user?: string };
  readonly sudo: 'passwordless' | 'password';
}

export interface ManifestHost {
  readonly name: string;
  readonly address: string;
  readonly user?: string;
  readonly port?: number;
}

export interface ManifestStep {
  /** `<place>/<phase>`, e.g. `nuc01/base`. */
  readonly id: string;
  /** The host's name, or `cluster`. */
  readonly place: string;
  readonly phase: string;
  /** File in assets/scripts/, e.g. `prepare-host.sh`. */
  readonly script: string;
  /** Digest of the script, the library files it sources and the asset files it ships. */
  readonly scriptSha256: string;
  /** Variables of the script: upper-case names, any text as value. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Texts shipped beside the script: file name to content. */
  readonly files: Readonly<Record<string, string>>;
  /** Names in assets/files/ shipped unchanged beside the script. */
  readonly assets: readonly string[];
  readonly reason: string;
  /** Longest time the work on the host may take, seconds. */
  readonly timeoutSeconds: number;
}
