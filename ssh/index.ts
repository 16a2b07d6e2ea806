/**
 * ssh/ opens the one connection to a host: its key verified, logged in, with sudo. Whatever knows the protocol SSH belongs here;
 * what is sent over a connection does not.
 */
export { connect } from './connect';
export { connectWithin, type ConnectWithinOptions } from './connect-within';
export { sshContext, sshTarget } from './context';
export { mapHosts, type HostOutcome } from './map-hosts';
export { place } from './place';
export { SshError, type SshErrorKind } from './ssh-error';
export type { Connect, ExecOptions, ExecResult, SshContext, SshSession, SshTarget } from './types';
