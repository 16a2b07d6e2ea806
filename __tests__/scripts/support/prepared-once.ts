/** A host of a script test: a folder that can be copied as it stands. */
export interface FakeHost {
  clone(): this;
  dispose(): void;
}

export interface Prepared<Host> {
  /** The host as it was prepared, to look at. */
  readonly original: () => Host;
  /** Another one like it, to change; removed at the end of the file. */
  readonly copy: () => Host;
}

/** Prepares a host before the first test of the file or of the block; a real run of the script is worth a copy. */
export function preparedOnce<Host extends FakeHost>(prepare: () => Host | Promise<Host>): Prepared<Host> {
  let original: Host;
  beforeAll(async () => {
    original = disposedAtEnd(await prepare());
  });
  return { original: () => original, copy: () => disposedAtEnd(original.clone()) };
}

const hosts: FakeHost[] = [];
afterAll(() => hosts.splice(0).forEach((host) => host.dispose()));

export function disposedAtEnd<Host extends FakeHost>(host: Host): Host {
  hosts.push(host);
  return host;
}
