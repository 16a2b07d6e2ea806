import type { WrittenBackend } from './schema/backend/backend-schema';
import { defaultSecretSuffix } from './schema/backend/kubernetes';
import { defaultSchemaName } from './schema/backend/schema-name';
import type { Backend, BackendSetting } from './types';

type Settings = Readonly<Record<string, BackendSetting>>;

/** The settings that keep the states of labs apart and make Terraform lock are filled in; what is written wins. */
export function withBackendDefaults(lab: string, written: WrittenBackend): Backend {
  const { type, ...settings } = written;
  return { type, ...completed(lab, written, settings as Settings) };
}

function completed(lab: string, written: WrittenBackend, settings: Settings): Settings {
  switch (written.type) {
    case 'local':
      return { path: `terraform.${lab}.tfstate`, ...settings };
    case 'pg':
      return { schemaName: defaultSchemaName(lab), ...settings };
    case 'http':
      // Without unlockAddress Terraform takes the lock and never frees it.
      return { unlockAddress: written.lockAddress ?? written.address, ...settings };
    case 's3':
      return {
        key: `${lab}/terraform.tfstate`,
        ...(written.dynamodbTable === undefined ? { useLockfile: true } : {}),
        ...settings,
      };
    case 'azurerm':
      return { key: `${lab}.tfstate`, ...settings };
    case 'consul':
      return { path: `nuclab/${lab}`, ...settings };
    case 'kubernetes':
      return { secretSuffix: defaultSecretSuffix(lab), ...settings };
    case 'gcs':
    case 'cos':
    case 'oss':
      return { prefix: lab, ...settings };
    case 'remote':
    case 'cloud':
      return { ...settings, workspaces: { name: lab, ...written.workspaces } };
  }
}
