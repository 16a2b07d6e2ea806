import { createServer, type AddressInfo } from 'node:net';

/** A port of 127.0.0.1 that is free now: whoever starts a server on it must try again when somebody else was faster. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
