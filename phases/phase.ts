/**
 * phases/ is the catalogue of phases: one file a phase, which says everything nuclab knows of it. Whoever needs a fact about
 * a phase (a plan's report, the runner, a check of the hosts) reads it here. No code that carries a phase out belongs here, and
 * no I/O: that is in the phase's script, its construct and its operator task.
 */
export interface Phase {
  /** Also the name of its log file, its marker and its transient unit. */
  readonly name: string;
  /** File in assets/scripts/ that carries it out; one script may serve several phases. */
  readonly script: string;
  /** Whether its steps belong to a host, or to the cluster and are carried out through any of its control planes. */
  readonly place: 'host' | 'cluster';
  /** Longest time that the work of one step may take, seconds. */
  readonly timeoutSeconds: number;
  /** What carrying it out means for who is a node. */
  readonly membership: Membership;
  /** What a step may interrupt when it runs where something runs already; `[]` where nothing is. */
  readonly interrupts: readonly Interruption[];
  /** Every input of its script, in the order in which a report names them. */
  readonly inputs: Readonly<Record<string, InputLabel>>;
  /** Every file that is shipped with its script; a `*` stands for any part of a name. */
  readonly files: Readonly<Record<string, FileLabel>>;
  /** What happens on the operator's computer around the script. @default - nothing */
  readonly task?: OperatorTask;
  /** Whether its script refuses to change the Kubernetes version of a node, and whose version it compares. @default - it does not */
  readonly refusesVersionOf?: 'kubelet' | 'api-server';
}

/**
 * `none`: it makes or ends no membership. `control-plane`, `worker`: its steps make the host one. `leaves`: its steps end a
 * membership, when Terraform destroys them; creating them does nothing.
 */
export type Membership = 'none' | 'control-plane' | 'worker' | 'leaves';

/** What a person calls an input. `list`: the value is words with blanks in between, so what came and went is told. */
export interface InputLabel {
  readonly label: string;
  /** @default false */
  readonly list?: boolean;
}

/** What is said of a shipped file that changed. */
export interface FileLabel {
  /** @default - `the file <name> changed` */
  readonly changed?: string;
  /** Why a change does not reach a host that is a node already, and what to do. @default - it does reach it */
  readonly withoutEffect?: { readonly text: string; readonly fix: string };
}

/** Something that is interrupted, and when. */
export interface Interruption {
  /** Items of the script whose change does it. */
  readonly items: readonly string[];
  /** Inputs whose change may bring such an item about. */
  readonly inputs: readonly string[];
  /** Shipped files whose change may. */
  readonly files: readonly string[];
  readonly text: string;
  /** The hosts it concerns, where that is not the place of the step; it then counts for every run that is not the first. @default - the place of the step */
  readonly hosts?: (lab: InterruptibleLab) => readonly string[];
}

/** What an interruption may depend on beside its step. */
export interface InterruptibleLab {
  readonly hosts: readonly {
    readonly name: string;
    readonly taints: readonly { readonly effect: string }[];
  }[];
  /** Nodes that take no pods at present. */
  readonly cordoned: readonly string[];
}

/** An operator task: a file of runner/tasks/. */
export interface OperatorTask {
  /** Name of the file. */
  readonly name: string;
  /** The input that names a kubeconfig which the task leaves on the operator's computer. @default - it leaves none */
  readonly kubeconfigInput?: string;
}
