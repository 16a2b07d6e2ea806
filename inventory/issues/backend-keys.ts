import { tryNearest } from '../nearest';
import { Path } from '../problem';
import { backendSchema, backendTypes } from '../schema/backend/backend-schema';
import { isOtherBackend, otherBackends } from '../schema/backend/other-backends';
import { nearestTerraformSetting } from '../schema/backend/setting-name';
import { tryInsteadOfSecret } from '../schema/backend/secrets';
import type { BackendType } from '../types';

export interface KeyWords {
  readonly what: string;
  readonly fix: string;
  readonly meant?: string;
}

const plain = (key: string): string => key.replace(/[-_]/g, '').toLowerCase();

/** Settings that are deprecated in Terraform or not allowed here. */
const others: Readonly<Record<string, KeyWords>> = {
  forcepathstyle: {
    what: 'is the old name of usePathStyle',
    fix: 'write usePathStyle',
    meant: 'usePathStyle',
  },
  dynamodbendpoint: { what: 'is the old name of endpoints.dynamodb', fix: 'move it to endpoints.dynamodb' },
  iamendpoint: { what: 'is the old name of endpoints.iam', fix: 'move it to endpoints.iam' },
  stsendpoint: { what: 'is the old name of endpoints.sts', fix: 'move it to endpoints.sts' },
  connectionstring: { what: 'is not what Terraform calls it', fix: 'write connStr', meant: 'connStr' },
};

/** What is wrong with a key below a `backend` of a known type; undefined when the general words will do. */
export function tryBackendKeyWords(
  parent: Path,
  key: string,
  type: unknown,
  allowed: readonly string[],
): KeyWords | undefined {
  if (parent[0] !== 'backend' || !isBackendType(type)) return undefined;
  return (
    trySecret(type, key) ??
    tryOther(type, key, allowed) ??
    tryNear(key, allowed) ??
    tryPassedOn(type, key) ??
    tryOtherType(type, key, parent)
  );
}

const isBackendType = (type: unknown): type is BackendType =>
  typeof type === 'string' && backendTypes.includes(type);

function trySecret(type: BackendType, key: string): KeyWords | undefined {
  const instead = tryInsteadOfSecret(type, key);
  if (instead === undefined) return undefined;
  return {
    what: 'holds a credential, and credentials do not belong in an inventory',
    fix: `remove it, ${instead}, and replace the credential if others could have read it`,
  };
}

function tryNear(key: string, allowed: readonly string[]): KeyWords | undefined {
  const nearest = tryNearest(key, allowed);
  if (nearest === undefined) return undefined;
  return { what: 'is not a key that nuclab knows', fix: `write ${nearest}`, meant: nearest };
}

/** Settings of the types without a schema belong in a map of their own. */
function tryPassedOn(type: BackendType, key: string): KeyWords | undefined {
  if (!isOtherBackend(type)) {
    if (key !== 'settings') return undefined;
    return {
      what: `is for other types: those of ${type} stand beside type`,
      fix: 'write its keys beside type',
    };
  }
  const refused = otherBackends[type].refused?.[key];
  if (refused !== undefined) return refused;
  return {
    what: `does not belong here: settings of ${type} stand below settings, spelled as Terraform spells them`,
    fix: `move it to backend.settings.${nearestTerraformSetting(key)}`,
  };
}

function tryOther(type: BackendType, key: string, allowed: readonly string[]): KeyWords | undefined {
  if (type === 's3' && plain(key) === 'endpoint') {
    return { what: 'is the old name of endpoints.s3', fix: 'move it to endpoints.s3' };
  }
  const words = Object.hasOwn(others, plain(key)) ? others[plain(key)] : undefined;
  return words?.meant === undefined || allowed.includes(words.meant) ? words : undefined;
}

function tryOtherType(type: BackendType, key: string, parent: Path): KeyWords | undefined {
  if (parent.length > 1) return undefined;
  const types = backendSchema.options
    .filter(({ shape }) => Object.hasOwn(shape, key))
    .flatMap(({ shape }) => [...shape.type.values]);
  if (types.length === 0) return undefined;
  return { what: `is a setting of ${types.join(', ')}, and this backend is ${type}`, fix: 'remove it' };
}
