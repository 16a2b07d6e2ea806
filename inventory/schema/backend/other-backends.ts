import type { BackendSetting, OtherBackendType } from '../../types';

type Settings = Readonly<Record<string, BackendSetting>>;

/** What nuclab knows of a backend whose settings it passes on to Terraform as they are written. */
export interface OtherBackend {
  /** The setting that keeps the states of labs apart. */
  readonly byDefault: (lab: string) => Settings;
  /** Settings that name files; relative ones start at the folder of lab.yaml. */
  readonly files: readonly string[];
  /** Settings that hold a credential, to what to do instead. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Settings that Terraform would take and a lab does not, in the words of a fault. */
  readonly refused?: Readonly<Record<string, { readonly what: string; readonly fix: string }>>;
}

const env = (name: string): string => `set ${name} in the environment`;
const folderOfLab = (lab: string): Settings => ({ prefix: lab });
const workspaceOfLab: OtherBackend = {
  byDefault: (lab) => ({ workspaces: { name: lab } }),
  files: [],
  secrets: { token: 'type `terraform login`' },
};

/** Each type of Terraform and OpenTofu that has no schema here; settings are spelled as Terraform spells them. */
export const otherBackends: Readonly<Record<OtherBackendType, OtherBackend>> = {
  gcs: {
    byDefault: folderOfLab,
    files: ['credentials'],
    secrets: { access_token: env('GOOGLE_OAUTH_ACCESS_TOKEN'), encryption_key: env('GOOGLE_ENCRYPTION_KEY') },
  },
  azurerm: {
    byDefault: (lab) => ({ key: `${lab}.tfstate` }),
    files: ['client_certificate_path', 'oidc_token_file_path'],
    secrets: {
      access_key: env('ARM_ACCESS_KEY'),
      sas_token: env('ARM_SAS_TOKEN'),
      client_secret: env('ARM_CLIENT_SECRET'),
      client_certificate: env('ARM_CLIENT_CERTIFICATE'),
      client_certificate_password: env('ARM_CLIENT_CERTIFICATE_PASSWORD'),
      oidc_token: env('ARM_OIDC_TOKEN'),
      oidc_request_token: env('ARM_OIDC_REQUEST_TOKEN'),
    },
  },
  consul: {
    byDefault: (lab) => ({ path: `nuclab/${lab}` }),
    files: ['ca_file', 'cert_file', 'key_file'],
    secrets: { access_token: env('CONSUL_HTTP_TOKEN'), http_auth: env('CONSUL_HTTP_AUTH') },
    refused: {
      lock: {
        what: "could turn locking off, and without a lock two admins who deploy at the same time overwrite each other's state",
        fix: 'remove it: the state is always locked',
      },
    },
  },
  kubernetes: {
    byDefault: (lab) => ({ secret_suffix: defaultSecretSuffix(lab) }),
    files: ['config_path', 'config_paths'],
    secrets: {
      token: env('KUBE_TOKEN'),
      password: env('KUBE_PASSWORD'),
      client_key: env('KUBE_CLIENT_KEY_DATA'),
      client_certificate: env('KUBE_CLIENT_CERT_DATA'),
      cluster_ca_certificate: env('KUBE_CLUSTER_CA_CERT_DATA'),
    },
    refused: {
      exec: {
        what: 'would run a program on every computer that plans this lab',
        fix: 'remove it, and name a kubeconfig of your own in config_path',
      },
    },
  },
  cos: {
    byDefault: folderOfLab,
    files: [],
    secrets: {
      secret_id: env('TENCENTCLOUD_SECRET_ID'),
      secret_key: env('TENCENTCLOUD_SECRET_KEY'),
      security_token: env('TENCENTCLOUD_SECURITY_TOKEN'),
    },
  },
  oss: {
    byDefault: folderOfLab,
    files: ['shared_credentials_file'],
    secrets: {
      access_key: env('ALICLOUD_ACCESS_KEY'),
      secret_key: env('ALICLOUD_SECRET_KEY'),
      security_token: env('ALICLOUD_SECURITY_TOKEN'),
    },
  },
  remote: workspaceOfLab,
  cloud: workspaceOfLab,
};

export function isOtherBackend(type: unknown): type is OtherBackendType {
  return typeof type === 'string' && Object.hasOwn(otherBackends, type);
}

/** The suffix of a lab's secret: never one that ends in a number, which Terraform adds itself to large states. */
export function defaultSecretSuffix(lab: string): string {
  return `${lab}-nuclab`;
}
