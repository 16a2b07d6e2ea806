import { TerraformBackend, type TerraformRemoteState } from 'cdktf';
import type { Construct } from 'constructs';
import { terraformSetting } from '../inventory/schema/backend/setting-name';
import type { Backend, BackendSetting } from '../inventory/types';

type Attributes = Record<string, unknown>;
type Settings = Readonly<Record<string, BackendSetting>>;

/**
 * The backend of a lab as Terraform's `backend` block, or as its `cloud` block. One class for every type, because
 * cdktf's own ask for secrets that belong in the environment (consul), lack settings (`use_lockfile` of s3) or do
 * not exist (kubernetes).
 */
export class LabBackend extends TerraformBackend {
  private readonly attributes: Attributes;

  /** @param backend relative files in it start at the stack folder */
  constructor(scope: Construct, backend: Backend) {
    const { type, settings, ...typed } = backend;
    super(scope, 'backend', type);
    this.attributes =
      settings === undefined
        ? attributes(typed, terraformSetting)
        : attributes(settings as Settings, (name) => name);
  }

  override toTerraform(): Attributes {
    if (this.name !== 'cloud') return super.toTerraform() as Attributes;
    return { terraform: { cloud: this.attributes } };
  }

  override getRemoteStateDataSource(): TerraformRemoteState {
    throw new Error('a lab is one stack: no other reads its state');
  }

  protected override synthesizeAttributes(): Attributes {
    return this.attributes;
  }
}

/** @param spelled the name of a setting as Terraform has it */
function attributes(settings: Settings, spelled: (name: string) => string): Attributes {
  const value = (setting: BackendSetting): unknown => {
    // Terraform reads `${` and `%{` in any string as the start of an expression.
    if (typeof setting === 'string') return setting.replace(/([$%])\{/g, '$1$1{');
    if (Array.isArray(setting)) return setting.map(value);
    return typeof setting === 'object' ? attributes(setting as Settings, spelled) : setting;
  };
  return Object.fromEntries(Object.entries(settings).map(([name, inner]) => [spelled(name), value(inner)]));
}
