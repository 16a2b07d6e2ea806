import { tryNearest } from '../nearest';
import { Fault, Path, quote, showPath } from '../problem';
import { backendTypes as types } from '../schema/backend/backend-schema';
import { missingFault } from './wrong-type';

/** Other names that people use for a backend of Terraform. */
const otherNames: Readonly<Record<string, string>> = {
  file: 'local',
  postgres: 'pg',
  postgresql: 'pg',
  gitlab: 'http',
  rest: 'http',
  aws: 's3',
  minio: 's3',
  garage: 's3',
  ceph: 's3',
  gcp: 'gcs',
  google: 'gcs',
  azure: 'azurerm',
  tencent: 'cos',
  alibaba: 'oss',
  alicloud: 'oss',
  hcp: 'cloud',
  tfe: 'remote',
};

/** Terraform 1.3 removed them. */
const removed = ['artifactory', 'etcd', 'etcdv3', 'manta', 'swift'];

/** A `backend.type` that is missing or unknown. */
export function backendTypeFault(path: Path, actual: unknown): Fault {
  if (actual === undefined || actual === null) {
    return missingFault(path, `add type: ${types.join(' or ')}`);
  }
  const written = typeof actual === 'string' ? actual : JSON.stringify(actual);
  const shown = `${showPath(path)} ${typeof actual === 'string' ? quote(actual) : written}`;
  if (removed.includes(written)) {
    return {
      path,
      what: `${shown} is a backend that Terraform no longer has`,
      fix: 'write e.g. pg, http or s3',
    };
  }
  const name = written.toLowerCase();
  const meant = Object.hasOwn(otherNames, name) ? otherNames[name] : tryNearest(written, types);
  return {
    path,
    what: `${shown} is not one of ${types.join(', ')}`,
    fix: meant === undefined ? `write one of them, e.g. pg` : `write ${meant}`,
  };
}
