import type { BackendType } from './types';

/** Settings that name files, by type; relative ones begin at the folder of lab.yaml. */
export const backendFiles: Readonly<Record<BackendType, readonly string[]>> = {
  local: ['path'],
  pg: [],
  http: [],
  s3: ['sharedConfigFiles', 'sharedCredentialsFiles', 'customCaBundle', 'webIdentityTokenFile'],
  gcs: ['credentials'],
  azurerm: ['clientCertificatePath', 'oidcTokenFilePath'],
  consul: ['caFile', 'certFile', 'keyFile'],
  kubernetes: ['configPath'],
  cos: [],
  oss: ['sharedCredentialsFile'],
  remote: [],
  cloud: [],
};
