/**
 * `steps.json` in the synthesised stack folder, beside cdk.tf.json: what the runner needs to carry a step out when
 * Terraform starts it. No secret and no absolute path is in it.
 */
export interface StepManifest {
  readonly schemaVersion: 1;
  /** Stack and lab name. */
  readonly lab: string;
  /** Path from the stack folder to the folder of lab.yaml; logs, known_hosts and kubeconfig are relative to it. */
  readonly labDirectory: string;
  readonly ssh: ManifestSsh;
  readonly hosts: readonly ManifestHost[];
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
  /** `<host>/<phase>`, e.g. `nuc01/base`. */
  readonly id: string;
  readonly host: string;
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
  /** Work on the operator's side around the script. @default - none */
  readonly handOff?: HandOff;
}

/** `join`: mint a token on `controlPlane`, ship the join configuration, revoke. `kubeconfig`: fetch admin.conf to `path`. */
export type HandOff =
  | { readonly kind: 'join'; readonly controlPlane: string }
  | { readonly kind: 'kubeconfig'; readonly path: string }
  | { readonly kind: 'leave'; readonly controlPlane?: string };
