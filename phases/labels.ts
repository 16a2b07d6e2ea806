import type { InputLabel } from './phase';

const label = (text: string): InputLabel => ({ label: text });

/** Inputs that say which host a step is for. */
export const hostLabels = { HOST_NAME: label('host name'), HOST_ADDRESS: label('address') };

/** Inputs that say which cluster a step is for: constructs/cluster-identity.ts. */
export const clusterLabels = {
  SEMESTER: label('semester'),
  LAB: label('lab'),
  API_ENDPOINT: label('API endpoint'),
};

export const versionLabel = { KUBERNETES_VERSION: label('Kubernetes version') };
