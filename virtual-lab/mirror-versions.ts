import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LabMirror } from './lab-model';

/** Where the images of the exercise come from; the offline mirror names its own versions. */
export interface WorkloadImages {
  readonly nginx: string;
  readonly busybox: string;
}

/** `versions.json` of a mirror, as far as it is used. */
export interface MirrorVersions {
  /** By minor version, e.g. `v1.34`: path below the web server, and the fingerprint of the key that signs it. */
  readonly aptRepositories: Readonly<Record<string, { readonly path: string; readonly fingerprint: string }>>;
  /** Image tags. */
  readonly nginx: string;
  readonly busybox: string;
}

export function mirrorVersions(mirror: LabMirror): MirrorVersions {
  return JSON.parse(readFileSync(join(mirror.directory, 'versions.json'), 'utf8')) as MirrorVersions;
}

/** @param mirror undefined where hosts pull from Docker Hub itself */
export function workloadImages(mirror: LabMirror | undefined): WorkloadImages {
  if (mirror === undefined)
    return { nginx: 'docker.io/library/nginx:1.28', busybox: 'docker.io/library/busybox:1.37' };
  const { nginx, busybox } = mirrorVersions(mirror);
  return { nginx: `docker.io/library/nginx:${nginx}`, busybox: `docker.io/library/busybox:${busybox}` };
}
