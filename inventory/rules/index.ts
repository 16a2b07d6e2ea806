import { lockingRule, otherClusterRule, shortEnoughRule } from './backend';
import { Rule } from './draft';
import { differentFilesRule } from './files';
import { bastionRule, sameAddressRule, sameTaintRule, someHostRule } from './hosts';
import {
  defaultControlPlaneRule,
  everyHostHasRoleRule,
  knownHostRule,
  oneControlPlaneRule,
  oneRoleRule,
} from './roles';
import { outsideRule, podsAndServicesRule, roomForNodesRule } from './subnets';
import { passedOnRule } from './passed-on';
import { repositoryRule } from './versions';

/** Everything that must be true between the values of an inventory. */
export const rules: readonly Rule[] = [
  someHostRule,
  sameAddressRule,
  sameTaintRule,
  bastionRule,
  knownHostRule,
  oneRoleRule,
  oneControlPlaneRule,
  defaultControlPlaneRule,
  everyHostHasRoleRule,
  podsAndServicesRule,
  outsideRule,
  roomForNodesRule,
  repositoryRule,
  differentFilesRule,
  lockingRule,
  passedOnRule,
  shortEnoughRule,
  otherClusterRule,
];
