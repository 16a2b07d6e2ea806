import { Fault } from '../problem';
import { Draft } from './draft';

/** Files that nuclab writes do not overwrite each other. */
export function differentFilesRule(draft: Draft): Fault[] {
  const knownHosts = draft.tryText(['ssh', 'knownHostsFile']) ?? 'known_hosts';
  const identityFile = draft.tryText(['ssh', 'identityFile']);
  const path = ['kubernetes', 'kubeconfig'];
  const kubeconfig = draft.tryText(path);
  const clash = [
    { file: knownHosts, key: 'ssh.knownHostsFile' },
    { file: identityFile, key: 'ssh.identityFile' },
  ].find(({ file }) => file !== undefined && file === kubeconfig);
  if (clash === undefined) return [];
  const what = `kubernetes.kubeconfig "${kubeconfig ?? ''}" is the same file as ${clash.key}`;
  return [{ path, what, fix: 'write another name, e.g. lab.kubeconfig' }];
}
