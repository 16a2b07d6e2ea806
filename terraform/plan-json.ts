/**
 * The parts of `terraform show -json <plan>` that nuclab reads; every other key is ignored.
 * Source: developer.hashicorp.com/terraform/internals/json-format. The values of a plan are shown in clear there, sensitive
 * ones too: nothing of it may be printed but what the report allows.
 */
export interface PlanJson {
  /** `1.x`; a new major is refused. */
  readonly format_version: string;
  readonly terraform_version?: string;
  readonly resource_changes?: readonly ResourceChange[];
  readonly errored?: boolean;
}

export interface ResourceChange {
  /** `null_resource.nuc01_base`. */
  readonly address: string;
  readonly mode?: string;
  readonly type: string;
  /** `nuc01_base`. */
  readonly name: string;
  readonly change: {
    /** `["no-op"]`, `["create"]`, `["update"]`, `["delete"]`, `["delete","create"]`, `["create","delete"]`, `["read"]`, `["forget"]`. */
    readonly actions: readonly string[];
    readonly before?: ResourceValues | null;
    readonly after?: ResourceValues | null;
  };
  /** `replace_because_tainted`, `delete_because_no_resource_config`, … */
  readonly action_reason?: string;
}

export interface ResourceValues {
  readonly triggers?: Readonly<Record<string, string>> | null;
}
