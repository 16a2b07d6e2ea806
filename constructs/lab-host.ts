import { Construct } from 'constructs';
import type { Host } from '../inventory/types';

export interface LabHostProps {
  readonly host: Host;
}

/** One host of the inventory: the scope of every step that prepares it and makes it a node. Its id is the host's name. */
export class LabHost extends Construct {
  readonly host: Host;

  constructor(scope: Construct, id: string, props: LabHostProps) {
    super(scope, id);
    this.host = props.host;
  }
}
