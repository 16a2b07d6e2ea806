/** What can be asked of a host; each has a file of its own in assets/scripts/facts/. */
export type FactPart =
  | 'nuclab'
  | 'system'
  | 'storage'
  | 'network'
  | 'packages'
  | 'membership'
  | 'certificates'
  | 'cluster'
  | 'reach';

/** All that a host knows without asking the network: what a plan and a status are made of. */
export const localParts: readonly FactPart[] = [
  'nuclab',
  'system',
  'storage',
  'network',
  'packages',
  'membership',
  'certificates',
  'cluster',
];

/** What a host is asked to reach, for the part `reach`. */
export interface ReachTargets {
  readonly peers: readonly { readonly address: string; readonly port: number }[];
  readonly urls: readonly { readonly kind: 'repository' | 'image'; readonly url: string }[];
}
