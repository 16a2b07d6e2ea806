import type { StatusRule } from '../rule';
import { apiServer } from './api-server';
import { atWork } from './at-work';
import { certificate } from './certificate';
import { disk } from './disk';
import { drift } from './drift';
import { etcdMember } from './etcd-member';
import { missing } from './missing';
import { node } from './node';
import { otherLab } from './other-lab';
import { otherMachine } from './other-machine';
import { otherRole } from './other-role';
import { stranger } from './stranger';
import { unchecked } from './unchecked';
import { unreachable } from './unreachable';
import { version } from './version';

/** Of two problems of one severity the one whose rule comes first is shown first. */
export const rules: readonly StatusRule[] = [
  unreachable,
  apiServer,
  node,
  otherLab,
  otherMachine,
  otherRole,
  drift,
  unchecked,
  missing,
  etcdMember,
  disk,
  certificate,
  version,
  stranger,
  atWork,
];
