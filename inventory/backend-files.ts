import { isOtherBackend, otherBackends } from './schema/backend/other-backends';
import type { BackendType, TypedBackendType } from './types';

const typed: Readonly<Record<TypedBackendType, readonly string[]>> = {
  local: ['path'],
  pg: [],
  http: [],
  s3: ['sharedConfigFiles', 'sharedCredentialsFiles', 'customCaBundle', 'webIdentityTokenFile'],
};

/** Settings that name files; relative ones start at the folder of lab.yaml. */
export function backendFiles(type: BackendType): readonly string[] {
  return isOtherBackend(type) ? otherBackends[type].files : typed[type];
}
