/** What a plan was made from and with. No clock reading but `createdAt`. */
export interface PlanSource {
  readonly lab: string;
  /** UTC: `2026-11-21T11:52:10Z`. */
  readonly createdAt: string;
  /** Version of nuclab. */
  readonly nuclab: string;
  /** @default - planned without Terraform */
  readonly terraform?: { readonly product: 'terraform' | 'opentofu'; readonly version: string };
  /** Commit of the folder that holds lab.yaml. @default - not in a Git repository */
  readonly commit?: string;
  /** When the hosts were checked; `none`: planned from the model alone. */
  readonly facts: { readonly observedAt: string; readonly sha256: string } | 'none';
}

/** `plan.json` in the folder of a saved plan: its source, and digests by which a stale one is refused. */
export interface PlanMetadata extends PlanSource {
  readonly schemaVersion: 1;
  readonly terraform: { readonly product: 'terraform' | 'opentofu'; readonly version: string };
  /** Digest of what synthesis wrote: cdk.tf.json and steps.json. The same inventory, facts and program give it again. */
  readonly synthesisSha256: string;
  /** Digest of Terraform's plan file. */
  readonly planSha256: string;
}
