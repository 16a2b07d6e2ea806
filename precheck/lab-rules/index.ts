import type { LabRule } from '../rule';
import { clockMedian } from './clock-median';
import { clusterCa } from './cluster-ca';
import { duplicateHostName } from './host-name';
import { macAddress } from './mac-address';
import { machineId } from './machine-id';
import { peers } from './peers';
import { productUuid } from './product-uuid';
import { sameMachine } from './same-machine';

export const labRules: readonly LabRule[] = [
  sameMachine,
  machineId,
  macAddress,
  productUuid,
  duplicateHostName,
  clockMedian,
  clusterCa,
  peers,
];
