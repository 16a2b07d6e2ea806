import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

const kept: Socket[] = [];
afterAll(() => kept.splice(0).forEach((socket) => socket.destroy()));

/** A port of 127.0.0.1 where nobody listens, and where nobody will: a connection to elsewhere holds it for this test file. */
export function closedPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => kept.push(socket));
    server.once('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      const holder = connect(port, '127.0.0.1', () => {
        server.close();
        resolve(holder.localPort!);
      });
      kept.push(holder.unref());
    });
  });
}
