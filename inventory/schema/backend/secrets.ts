import type { BackendType } from '../../types';

const env = (name: string): string => `set ${name} in the environment`;
const aws = env('AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE,');
const login = 'type `terraform login`';

/** Settings that Terraform would take and an inventory never holds, to what to do instead. */
export const backendSecrets: Readonly<Record<BackendType, Readonly<Record<string, string>>>> = {
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
  gcs: { accessToken: env('GOOGLE_OAUTH_ACCESS_TOKEN'), encryptionKey: env('GOOGLE_ENCRYPTION_KEY') },
  azurerm: {
    accessKey: env('ARM_ACCESS_KEY'),
    sasToken: env('ARM_SAS_TOKEN'),
    clientSecret: env('ARM_CLIENT_SECRET'),
    clientCertificate: env('ARM_CLIENT_CERTIFICATE'),
    clientCertificatePassword: env('ARM_CLIENT_CERTIFICATE_PASSWORD'),
    oidcToken: env('ARM_OIDC_TOKEN'),
    oidcRequestToken: env('ARM_OIDC_REQUEST_TOKEN'),
  },
  consul: { accessToken: env('CONSUL_HTTP_TOKEN'), httpAuth: env('CONSUL_HTTP_AUTH') },
  kubernetes: {
    token: env('KUBE_TOKEN'),
    password: env('KUBE_PASSWORD'),
    clientKey: env('KUBE_CLIENT_KEY_DATA'),
    clientCertificate: env('KUBE_CLIENT_CERT_DATA'),
    clusterCaCertificate: env('KUBE_CLUSTER_CA_CERT_DATA'),
  },
  cos: {
    secretId: env('TENCENTCLOUD_SECRET_ID'),
    secretKey: env('TENCENTCLOUD_SECRET_KEY'),
    securityToken: env('TENCENTCLOUD_SECURITY_TOKEN'),
  },
  oss: {
    accessKey: env('ALICLOUD_ACCESS_KEY'),
    secretKey: env('ALICLOUD_SECRET_KEY'),
    securityToken: env('ALICLOUD_SECURITY_TOKEN'),
  },
  remote: { token: login },
  cloud: { token: login },
};
