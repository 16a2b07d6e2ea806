import type { WrittenBackend } from './schema/backend/backend-schema';
import { otherBackends } from './schema/backend/other-backends';
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
    default:
      return {
        settings: merged(otherBackends[written.type].byDefault(lab), (written.settings ?? {}) as Settings),
      };
  }
}

/** Maps within the settings keep the defaults that are not written in them. */
function merged(defaults: Settings, written: Settings): Settings {
  const inner = Object.entries(written).map(([name, value]): [string, BackendSetting] => {
    const byDefault = defaults[name];
    return [name, isMap(byDefault) && isMap(value) ? { ...byDefault, ...value } : value];
  });
  return { ...defaults, ...Object.fromEntries(inner) };
}

function isMap(value: BackendSetting | undefined): value is Settings {
  return typeof value === 'object' && !Array.isArray(value);
}
