import { z } from 'zod';
import {
  flagSetting,
  objectPathSetting,
  plainFileSetting,
  typeSetting,
  urlSetting,
  wordSetting,
} from './settings';

export const azurermBackend = z.strictObject({
  type: typeSetting('azurerm', 'A blob container of Azure Storage.'),
  storageAccountName: wordSetting('The storage account, which must exist.', 'labstate'),
  containerName: wordSetting('The container in it, which must exist.', 'tfstate'),
  key: objectPathSetting('The state in the container. Default: <name>.tfstate.').optional(),
  resourceGroupName: wordSetting('Resource group of the storage account.').optional(),
  subscriptionId: wordSetting(
    'Subscription of the storage account. Default: ARM_SUBSCRIPTION_ID.',
  ).optional(),
  tenantId: wordSetting('Tenant of the subscription. Default: ARM_TENANT_ID.').optional(),
  clientId: wordSetting('Service principal or managed identity. Default: ARM_CLIENT_ID.').optional(),
  clientCertificatePath: plainFileSetting(
    'Certificate of the service principal. Default: ARM_CLIENT_CERTIFICATE_PATH.',
  ).optional(),
  useAzureadAuth: flagSetting(
    'Whether to reach the blob through Entra ID instead of an access key.',
  ).optional(),
  useMsi: flagSetting('Whether to work as the managed identity of this computer.').optional(),
  msiEndpoint: urlSetting(
    'Where managed identities are asked for.',
    'http://169.254.169.254/metadata',
  ).optional(),
  useOidc: flagSetting('Whether to prove identity by OpenID Connect, as in GitHub Actions.').optional(),
  oidcRequestUrl: urlSetting('Where its tokens come from.', 'https://token.example.org').optional(),
  oidcTokenFilePath: plainFileSetting('File with its token. Default: ARM_OIDC_TOKEN_FILE_PATH.').optional(),
  environment: wordSetting('The Azure cloud, e.g. public or usgovernment. Default: public.').optional(),
  metadataHost: wordSetting('Host that describes the Azure cloud.').optional(),
  snapshot: flagSetting('Whether a snapshot of the blob is taken before use.').optional(),
});
