import type { BackendType, TypedBackendType } from '../../types';
import { isOtherBackend, otherBackends } from './other-backends';

type Secrets = Readonly<Record<string, string>>;

const env = (name: string): string => `set ${name} in the environment`;
const aws = env('AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE,');

const typed: Readonly<Record<TypedBackendType, Secrets>> = {
  local: {},
  pg: { password: env('PGPASSWORD') },
  http: {
    password: env('TF_HTTP_PASSWORD'),
    clientPrivateKeyPem: env('TF_HTTP_CLIENT_PRIVATE_KEY_PEM'),
    clientCertificatePem: env('TF_HTTP_CLIENT_CERTIFICATE_PEM'),
    clientCaCertificatePem: env('TF_HTTP_CLIENT_CA_CERTIFICATE_PEM'),
  },
  s3: {
    accessKey: aws,
    secretKey: aws,
    token: env('AWS_SESSION_TOKEN'),
    sessionToken: env('AWS_SESSION_TOKEN'),
    sseCustomerKey: env('AWS_SSE_CUSTOMER_KEY'),
    webIdentityToken: env('AWS_WEB_IDENTITY_TOKEN_FILE'),
  },
};

/** Settings that Terraform would take and an inventory never holds, to what to do instead. */
export function backendSecrets(type: BackendType): Secrets {
  return isOtherBackend(type) ? otherBackends[type].secrets : typed[type];
}

const plain = (key: string): string => key.replace(/[-_]/g, '').toLowerCase();

/** What to do instead of writing a credential, in whatever spelling; undefined when the setting is none. */
export function tryInsteadOfSecret(type: BackendType, key: string): string | undefined {
  return Object.entries(backendSecrets(type)).find(([name]) => plain(name) === plain(key))?.[1];
}
