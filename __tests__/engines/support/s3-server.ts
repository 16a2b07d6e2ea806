import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** As much of S3 as Terraform asks for: objects in the path of URLs, lists, and writes that must not replace anything. */
export interface S3Server {
  readonly url: string;
  /** Object names with their bucket, e.g. `lab-state/physics/terraform.tfstate`. */
  readonly objects: ReadonlyMap<string, Buffer>;
  stop(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly body?: Buffer | string;
}

const failure = (status: number, code: string): Answer => ({
  status,
  body: `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`,
});

export async function startS3Server(): Promise<S3Server> {
  const objects = new Map<string, Buffer>();
  const answer = async (request: IncomingMessage): Promise<Answer> => {
    const body = await buffer(request);
    const url = new URL(request.url ?? '/', 'http://localhost');
    const name = decodeURIComponent(url.pathname).replace(/^\//, '');
    const object = objects.get(name);
    switch (request.method) {
      case 'PUT':
        if (request.headers['if-none-match'] === '*' && object !== undefined)
          return failure(412, 'PreconditionFailed');
        objects.set(name, body);
        return { status: 200 };
      case 'DELETE':
        objects.delete(name);
        return { status: 204 };
      default:
        if (url.searchParams.has('list-type')) return { status: 200, body: listOf(objects, name, url) };
        return object === undefined ? failure(404, 'NoSuchKey') : { status: 200, body: object };
    }
  };
  const server = createServer((request, response) => {
    void answer(request).then(({ status, body = '' }) => {
      const etag = `"${createHash('md5').update(body).digest('hex')}"`;
      const length = Buffer.byteLength(body);
      response.writeHead(status, { etag, 'content-length': length });
      response.end(request.method === 'HEAD' ? undefined : body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listOf(objects: ReadonlyMap<string, Buffer>, bucket: string, url: URL): string {
  const prefix = url.searchParams.get('prefix') ?? '';
  const keys = [...objects.keys()]
    .filter((name) => name.startsWith(`${bucket.replace(/\/$/, '')}/${prefix}`))
    .map((name) => `<Contents><Key>${name.slice(name.indexOf('/') + 1)}</Key></Contents>`);
  return `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult><IsTruncated>false</IsTruncated>${keys.join('')}</ListBucketResult>`;
}
