import { Fault } from '../problem';
import { defaultSecretSuffix } from '../schema/backend/other-backends';
import { defaultSchemaName } from '../schema/backend/schema-name';
import { Draft } from './draft';

const path = ['backend'];
const type = (draft: Draft): unknown => draft.get([...path, 'type']);
const has = (draft: Draft, ...setting: readonly string[]): boolean => draft.has([...path, ...setting]);

const loses = "without a lock two admins who deploy at the same time overwrite each other's state";

/** Terraform would use these backends without a lock; nuclab does not. */
export function lockingRule(draft: Draft): Fault[] {
  if (type(draft) === 'http' && !has(draft, 'lockAddress')) {
    const address = draft.tryText([...path, 'address']) ?? 'https://state.example.org/physics';
    const what = `backend.lockAddress is missing: ${loses}`;
    return [
      { path, what, fix: `add lockAddress: ${address}, or the URL that the server documents for locks` },
    ];
  }
  if (type(draft) === 'oss' && !has(draft, 'settings', 'tablestore_table')) {
    const what = `backend.settings.tablestore_table is missing: ${loses}`;
    return [
      {
        path,
        what,
        fix: 'add tablestore_endpoint and tablestore_table, a table with a primary key LockID, to settings',
      },
    ];
  }
  const at = [...path, 'useLockfile'];
  if (type(draft) === 's3' && draft.get(at) === false && !has(draft, 'dynamodbTable')) {
    const what = `backend.useLockfile false turns locking off: ${loses}`;
    return [{ path: at, what, fix: 'remove it, or add dynamodbTable' }];
  }
  return [];
}

const defaults = [
  { type: 'pg', setting: ['schemaName'], of: defaultSchemaName },
  { type: 'kubernetes', setting: ['settings', 'secret_suffix'], of: defaultSecretSuffix },
];

/** A default made from the lab's name has a limit of 63 characters. */
export function shortEnoughRule(draft: Draft): Fault[] {
  const made = defaults.find((each) => each.type === type(draft) && !has(draft, ...each.setting));
  const value = made?.of(draft.tryText(['name']) ?? 'lab') ?? '';
  if (made === undefined || value.length <= 63) return [];
  const what = `${[...path, ...made.setting].join('.')} would be ${value.length} characters long by default, and 63 is the most`;
  return [{ path, what, fix: `add ${made.setting.join('.')} with a shorter name` }];
}

/** The state of a cluster must survive the cluster. */
export function otherClusterRule(draft: Draft): Fault[] {
  const at = [...path, 'settings', 'config_path'];
  const kubeconfig =
    draft.tryText(['kubernetes', 'kubeconfig']) ?? `${draft.tryText(['name']) ?? 'lab'}.kubeconfig`;
  const written = draft.tryText(at);
  if (type(draft) !== 'kubernetes' || written?.replace(/^\.\//, '') !== kubeconfig) return [];
  const what = `backend.settings.config_path "${written ?? ''}" is the kubeconfig of this lab's own cluster, whose state would go with it`;
  return [{ path: at, what, fix: 'name the kubeconfig of another cluster, or choose another backend' }];
}
