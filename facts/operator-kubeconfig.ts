import { X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { parse } from 'yaml';
import type { Difference } from './lab-facts';

export interface OperatorKubeconfigProps {
  /** Folder of lab.yaml. */
  readonly labDirectory: string;
  /** As in lab.yaml. */
  readonly path: string;
  /** `https://<address>:6443` of each control plane: any of them serves. */
  readonly servers: readonly string[];
  /** SHA-256 fingerprint of the cluster's CA certificate. @default - not known, not compared */
  readonly caFingerprint?: string;
}

interface Kubeconfig {
  readonly clusters?: readonly { readonly cluster?: Readonly<Record<string, unknown>> }[];
}

/**
 * What is wrong with the kubeconfig on this computer: the part of the step `kubeconfig` that no host can see. Only its
 * public parts are read into the answer.
 */
export function kubeconfigDifference(props: OperatorKubeconfigProps): Difference | undefined {
  const text = wrong(props);
  return text === undefined
    ? undefined
    : { item: 'operator_kubeconfig', text: `${props.path} ${text}`, inherited: false };
}

function wrong({ labDirectory, path, servers, caFingerprint }: OperatorKubeconfigProps): string | undefined {
  const file = isAbsolute(path) ? path : join(labDirectory, path);
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat === undefined) return 'is missing on this computer, expected present';
  const mode = stat.mode & 0o777;
  if ((mode & 0o077) !== 0) return `is open to others (mode ${mode.toString(8)}), expected 600`;
  let config: Kubeconfig | null;
  try {
    config = parse(readFileSync(file, 'utf8')) as Kubeconfig | null;
  } catch {
    return 'cannot be read, expected a kubeconfig';
  }
  const cluster = config?.clusters?.[0]?.cluster;
  if (!servers.includes(String(cluster?.server)))
    return `names another API server, expected ${servers.join(' or ')}`;
  const ca = fingerprint(cluster?.['certificate-authority-data']);
  if (caFingerprint !== undefined && ca !== caFingerprint) return "holds another cluster's CA certificate";
  return undefined;
}

function fingerprint(data: unknown): string | undefined {
  if (typeof data !== 'string') return undefined;
  try {
    return new X509Certificate(Buffer.from(data, 'base64')).fingerprint256;
  } catch {
    return undefined;
  }
}
