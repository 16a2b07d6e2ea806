import { z } from 'zod';
import {
  bucketSetting,
  fileSetting,
  flagSetting,
  numberSetting,
  objectPathSetting,
  typeSetting,
  urlSetting,
  wordSetting,
} from './settings';

const endpoint = (service: string): z.ZodString =>
  urlSetting(
    `URL of ${service}, where it is not that of AWS.`,
    'https://minio.example.org:9000',
    'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
  );
const words = (description: string, each: string): z.ZodArray<z.ZodString> =>
  z.array(wordSetting(each)).min(1).meta({ description });
const files = (description: string): z.ZodArray<z.ZodString> =>
  z.array(fileSetting('A file, relative to this one or with ~/.')).min(1).meta({ description });

const endpoints = z
  .strictObject({
    s3: endpoint('S3').optional(),
    dynamodb: endpoint('DynamoDB').optional(),
    iam: endpoint('IAM').optional(),
    sso: endpoint('IAM Identity Center').optional(),
    sts: endpoint('STS').optional(),
  })
  .meta({ description: 'URLs of S3-compatible servers, such as MinIO.' });

const role = {
  duration: wordSetting('How long the credentials are valid, e.g. 1h30m.').optional(),
  policyArns: words('Policies that restrict the role.', 'ARN of a policy.').optional(),
  sessionName: wordSetting('Name of the session.').optional(),
};

const assumeRole = z
  .strictObject({
    roleArn: wordSetting('ARN of the role.', 'arn:aws:iam::123456789012:role/lab'),
    ...role,
    externalId: wordSetting('External identifier of the role.').optional(),
    sourceIdentity: wordSetting('Source identity of the session.').optional(),
  })
  .meta({ description: 'A role of IAM to assume.' });

const assumeRoleWithWebIdentity = z
  .strictObject({
    roleArn: wordSetting('ARN of the role. Default: AWS_ROLE_ARN.').optional(),
    ...role,
    webIdentityTokenFile: fileSetting(
      'File with the token. Default: AWS_WEB_IDENTITY_TOKEN_FILE.',
    ).optional(),
  })
  .meta({ description: 'A role of IAM to assume with a token of OpenID Connect.' });

export const s3Backend = z.strictObject({
  type: typeSetting('s3', 'A bucket of Amazon S3 or of a server that is compatible with it.'),
  bucket: bucketSetting,
  key: objectPathSetting('The state in the bucket. Default: <name>/terraform.tfstate.').optional(),
  region: wordSetting('Region of the bucket. Default: AWS_REGION.', 'eu-central-1').optional(),
  useLockfile: flagSetting(
    'Whether to lock by a file beside the state. Default: true, unless dynamodbTable is given. Needs Terraform or OpenTofu 1.10.',
  ).optional(),
  dynamodbTable: wordSetting('Table of DynamoDB that holds the lock.').optional(),
  endpoints: endpoints.optional(),
  usePathStyle: flagSetting('Whether the bucket is in the path of URLs, as MinIO needs it.').optional(),
  skipCredentialsValidation: flagSetting('Whether to skip STS: other servers have none.').optional(),
  skipRegionValidation: flagSetting('Whether to accept regions that AWS does not have.').optional(),
  skipRequestingAccountId: flagSetting('Whether to skip the account: other servers have none.').optional(),
  skipMetadataApiCheck: flagSetting('Whether to skip the credentials of EC2.').optional(),
  skipS3Checksum: flagSetting('Whether to send no checksum: some servers refuse it.').optional(),
  profile: wordSetting('Profile in the files of AWS. Default: AWS_PROFILE.').optional(),
  sharedConfigFiles: files('Configuration files of AWS. Default: ~/.aws/config.').optional(),
  sharedCredentialsFiles: files('Credentials files of AWS. Default: ~/.aws/credentials.').optional(),
  assumeRole: assumeRole.optional(),
  assumeRoleWithWebIdentity: assumeRoleWithWebIdentity.optional(),
  encrypt: flagSetting('Whether S3 encrypts the state.').optional(),
  kmsKeyId: wordSetting('ARN of the key of KMS that encrypts it.').optional(),
  acl: wordSetting('Canned ACL of the state.').optional(),
  allowedAccountIds: words('The only accounts to use.', 'Number of an account.').optional(),
  forbiddenAccountIds: words('Accounts never to use.', 'Number of an account.').optional(),
  customCaBundle: fileSetting('Additional certificate authorities. Default: AWS_CA_BUNDLE.').optional(),
  insecure: flagSetting('Whether to accept any certificate of the server.').optional(),
  httpProxy: urlSetting('Proxy for HTTP.', 'http://proxy.example.org:3128', 'HTTP_PROXY').optional(),
  httpsProxy: urlSetting('Proxy for HTTPS.', 'http://proxy.example.org:3128', 'HTTPS_PROXY').optional(),
  noProxy: wordSetting(
    'Hosts and networks that are reached without the proxy, separated by commas.',
  ).optional(),
  maxRetries: numberSetting('How often a request is tried again. Default: 5.', 0, 100).optional(),
  retryMode: z.enum(['standard', 'adaptive']).meta({ description: 'How it is tried again.' }).optional(),
  stsRegion: wordSetting('Region of STS.').optional(),
  useDualstackEndpoint: flagSetting('Whether to use endpoints with IPv6.').optional(),
  useFipsEndpoint: flagSetting('Whether to use endpoints that conform to FIPS.').optional(),
});
