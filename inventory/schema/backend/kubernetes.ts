import { z } from 'zod';
import { dnsLabel, dnsLabelRules } from '../names';
import { text, TextRule } from '../text';
import { fileSetting, flagSetting, typeSetting, urlSetting, wordSetting } from './settings';

const secretSuffixRules: readonly TextRule[] = [
  ...dnsLabelRules,
  {
    fails: (text) => /-\d+$/.test(text),
    what: 'ends in a dash and a number, which Terraform adds itself to large states',
    fix: (text) => `write e.g. ${defaultSecretSuffix(text)}`,
  },
];

/** The suffix of a lab: never one that ends in a number. */
export const defaultSecretSuffix = (lab: string): string => `${lab}-nuclab`;

export const kubernetesBackend = z.strictObject({
  type: typeSetting('kubernetes', 'A secret in another Kubernetes cluster than the one of this lab.'),
  secretSuffix: text({
    description: 'End of the name of the secret, tfstate-default-<suffix>. Default: <name>-nuclab.',
    rules: secretSuffixRules,
    pattern: dnsLabel,
  }).optional(),
  namespace: text({
    description: 'Namespace of the secret. Default: KUBE_NAMESPACE, or default.',
    rules: dnsLabelRules,
    pattern: dnsLabel,
  }).optional(),
  configPath: fileSetting(
    'Path of the kubeconfig, relative to this file or with ~/. Default: KUBE_CONFIG_PATH.',
  ).optional(),
  configContext: wordSetting('Context in it. Default: KUBE_CTX.').optional(),
  configContextAuthInfo: wordSetting('User in it. Default: KUBE_CTX_AUTH_INFO.').optional(),
  configContextCluster: wordSetting('Cluster in it. Default: KUBE_CTX_CLUSTER.').optional(),
  inClusterConfig: flagSetting('Whether nuclab runs in a pod of that cluster.').optional(),
  host: urlSetting(
    'URL of the API server. Default: that of the kubeconfig.',
    'https://10.0.0.1:6443',
  ).optional(),
  insecure: flagSetting('Whether to accept any certificate of the API server.').optional(),
});
