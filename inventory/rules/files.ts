import { Fault } from '../problem';
import { Draft } from './draft';

/** Files that nuclab writes or reads must differ; the first one named keeps its name. */
export function differentFilesRule(draft: Draft): Fault[] {
  const isLocal = draft.get(['backend', 'type']) === 'local';
  const named = [
    { path: ['ssh', 'knownHostsFile'], fallback: 'known_hosts' },
    { path: ['ssh', 'identityFile'] },
    { path: ['kubernetes', 'kubeconfig'], example: 'lab.kubeconfig' },
    ...(isLocal ? [{ path: ['backend', 'path'], example: 'lab.tfstate' }] : []),
  ].map((each) => ({ ...each, file: draft.tryText(each.path) ?? each.fallback }));
  return named.flatMap(({ path, file, example }, index) => {
    const same = named.slice(0, index).find((other) => file !== undefined && other.file === file);
    if (same === undefined || example === undefined) return [];
    const what = `${path.join('.')} "${file ?? ''}" is the same file as ${same.path.join('.')}`;
    return [{ path, what, fix: `write another name, e.g. ${example}` }];
  });
}
