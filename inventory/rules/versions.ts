import { Fault } from '../problem';
import { minorOf } from '../versions';
import { Draft } from './draft';

/** The repositories of pkgs.k8s.io hold one minor version each, and mirrors usually keep their names. */
export function repositoryRule(draft: Draft): Fault[] {
  const path = ['kubernetes', 'apt', 'url'];
  const url = draft.tryText(path);
  const minor = /\/v1\.(\d+)(\/|$)/.exec(url ?? '')?.[1];
  const { version } = draft;
  if (minor === undefined || version === undefined || Number(minor) === minorOf(version)) return [];
  const isWritten = draft.has(['kubernetes', 'version']);
  const what = `kubernetes.apt.url is the repository of 1.${minor}, and kubernetes.version is ${version}${isWritten ? '' : ' (the default)'}`;
  return [
    {
      path,
      what,
      fix: `write v1.${minorOf(version)} in the URL, or a version of 1.${minor} in kubernetes.version`,
    },
  ];
}
