import type { BackendType } from '../../types';

const aws = 'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE,';

/** Settings that Terraform would take and an inventory never holds, to what stands in the environment instead. */
export const backendSecrets: Readonly<Record<BackendType, Readonly<Record<string, string>>>> = {
  local: {},
  pg: { password: 'PGPASSWORD' },
  http: {
    password: 'TF_HTTP_PASSWORD',
    clientPrivateKeyPem: 'TF_HTTP_CLIENT_PRIVATE_KEY_PEM',
    clientCertificatePem: 'TF_HTTP_CLIENT_CERTIFICATE_PEM',
    clientCaCertificatePem: 'TF_HTTP_CLIENT_CA_CERTIFICATE_PEM',
  },
  s3: {
    accessKey: aws,
    secretKey: aws,
    token: 'AWS_SESSION_TOKEN',
    sessionToken: 'AWS_SESSION_TOKEN',
    sseCustomerKey: 'AWS_SSE_CUSTOMER_KEY',
    webIdentityToken: 'AWS_WEB_IDENTITY_TOKEN_FILE',
  },
  gcs: { accessToken: 'GOOGLE_OAUTH_ACCESS_TOKEN', encryptionKey: 'GOOGLE_ENCRYPTION_KEY' },
  azurerm: {
    accessKey: 'ARM_ACCESS_KEY',
    sasToken: 'ARM_SAS_TOKEN',
    clientSecret: 'ARM_CLIENT_SECRET',
    clientCertificate: 'ARM_CLIENT_CERTIFICATE',
    clientCertificatePassword: 'ARM_CLIENT_CERTIFICATE_PASSWORD',
    oidcToken: 'ARM_OIDC_TOKEN',
    oidcRequestToken: 'ARM_OIDC_REQUEST_TOKEN',
  },
  consul: { accessToken: 'CONSUL_HTTP_TOKEN', httpAuth: 'CONSUL_HTTP_AUTH' },
  kubernetes: {
    token: 'KUBE_TOKEN',
    password: 'KUBE_PASSWORD',
    clientKey: 'KUBE_CLIENT_KEY_DATA',
    clientCertificate: 'KUBE_CLIENT_CERT_DATA',
    clusterCaCertificate: 'KUBE_CLUSTER_CA_CERT_DATA',
  },
  cos: {
    secretId: 'TENCENTCLOUD_SECRET_ID',
    secretKey: 'TENCENTCLOUD_SECRET_KEY',
    securityToken: 'TENCENTCLOUD_SECURITY_TOKEN',
  },
  oss: {
    accessKey: 'ALICLOUD_ACCESS_KEY',
    secretKey: 'ALICLOUD_SECRET_KEY',
    securityToken: 'ALICLOUD_SECURITY_TOKEN',
  },
  remote: { token: 'TF_TOKEN_app_terraform_io, or type `terraform login`,' },
  cloud: { token: 'TF_TOKEN_app_terraform_io, or type `terraform login`,' },
};
