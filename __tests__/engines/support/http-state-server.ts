import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A web server that keeps one state, asks for a password, and locks with LOCK and UNLOCK as Terraform wants it. */
export interface HttpStateServer {
  readonly url: string;
  state(): string | undefined;
  /** The lock's holder as Terraform told it. */
  lock(): { readonly ID: string; readonly Who: string } | undefined;
  stop(): Promise<void>;
}

type Answer = readonly [status: number, body?: string];

export async function startHttpStateServer(user: string, password: string): Promise<HttpStateServer> {
  let state: string | undefined;
  let lock: string | undefined;
  const answers: Readonly<Record<string, (body: string, id: string | null) => Answer>> = {
    GET: () => (state === undefined ? [404] : [200, state]),
    POST: (body, id) => {
      if (lock !== undefined && idOf(lock) !== id) return [409, lock];
      state = body;
      return [200];
    },
    LOCK: (body) => {
      if (lock !== undefined) return [423, lock];
      lock = body;
      return [200];
    },
    UNLOCK: (body) => {
      // Of `force-unlock` Terraform sends nothing, though it knows the identifier.
      if (lock !== undefined && body !== '' && idOf(lock) !== idOf(body)) return [409, lock];
      lock = undefined;
      return [200];
    },
  };
  const wanted = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const answer = async (request: IncomingMessage): Promise<Answer> => {
    const body = await text(request);
    if (request.headers.authorization !== wanted) return [401];
    const id = new URL(request.url ?? '/', 'http://localhost').searchParams.get('ID');
    return answers[request.method ?? '']?.(body, id) ?? [405];
  };
  const server = createServer((request, response) => {
    void answer(request).then(([status, body]) => response.writeHead(status).end(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/physics`,
    state: () => state,
    lock: () => (lock === undefined ? undefined : (JSON.parse(lock) as { ID: string; Who: string })),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const idOf = (lock: string): string => (JSON.parse(lock) as { ID: string }).ID;
