import { TerraformBackend, type TerraformRemoteState } from 'cdktf';
import type { Construct } from 'constructs';
import type { Backend, BackendSetting } from '../inventory/types';

type Attributes = Record<string, unknown>;

/**
 * The backend of a lab as Terraform's `backend` block, or as its `cloud` block. One class for every type, because
 * cdktf's own ask for secrets that belong into the environment (consul), miss settings (`use_lockfile` of s3) or are
 * not there (kubernetes).
 */
export class LabBackend extends TerraformBackend {
  private readonly attributes: Attributes;

  /** @param backend relative files in it begin at the stack folder */
  constructor(scope: Construct, backend: Backend) {
    const { type, ...settings } = backend;
    super(scope, 'backend', type);
    this.attributes = snakeCase(settings);
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

function snakeCase(settings: Readonly<Record<string, BackendSetting>>): Attributes {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      attribute(value),
    ]),
  );
}

function attribute(value: BackendSetting): unknown {
  // Terraform reads `${` and `%{` in any string as the start of an expression.
  if (typeof value === 'string') return value.replace(/([$%])\{/g, '$1$1{');
  if (Array.isArray(value)) return value.map(attribute);
  return typeof value === 'object' ? snakeCase(value as Readonly<Record<string, BackendSetting>>) : value;
}
