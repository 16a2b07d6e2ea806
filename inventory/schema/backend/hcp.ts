import { z } from 'zod';
import { dnsName, dnsNameRules } from '../names';
import { text } from '../text';
import { typeSetting, wordSetting } from './settings';

const account = {
  hostname: text({
    description: 'Host of Terraform Enterprise. Default: app.terraform.io.',
    rules: dnsNameRules,
    pattern: dnsName,
  }).optional(),
  organization: wordSetting('The organization.'),
};
const workspaceName = wordSetting(
  'The workspace; its execution mode must be local. Default: the name of the lab.',
).optional();

export const remoteBackend = z.strictObject({
  type: typeSetting('remote', 'A workspace of HCP Terraform or Terraform Enterprise, as a backend.'),
  ...account,
  workspaces: z
    .strictObject({ name: workspaceName })
    .meta({ description: 'The workspace with the state.' })
    .optional(),
});

export const cloudBackend = z.strictObject({
  type: typeSetting('cloud', 'A workspace of HCP Terraform or Terraform Enterprise.'),
  ...account,
  workspaces: z
    .strictObject({ name: workspaceName, project: wordSetting('Project of the workspace.').optional() })
    .meta({ description: 'The workspace with the state.' })
    .optional(),
});
