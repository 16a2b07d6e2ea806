import type { StatusRule } from '../rule';
import { certificate } from './certificate-problems';
import { apiServer, etcdMember, node, stranger } from './cluster-problems';
import { disk, otherLab, otherMachine, otherRole, unreachable } from './host-problems';
import { drift, missing, unchecked } from './step-problems';
import { version } from './version-problems';
import { atWork } from './work-problems';

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
