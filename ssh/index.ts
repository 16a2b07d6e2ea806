export { connect } from './connect';
export { connectWithin, type ConnectWithinOptions } from './connect-within';
export { sshContext, sshTarget } from './context';
export { mapHosts, type HostOutcome } from './map-hosts';
export { place } from './place';
export { SshError, type SshErrorKind } from './ssh-error';
export type { Connect, ExecOptions, ExecResult, SshContext, SshSession, SshTarget } from './types';
