import pLimit from 'p-limit';

/** The outcome for one host. */
export type HostOutcome<H, T> =
  | { readonly host: H; readonly value: T; readonly error?: undefined }
  | { readonly host: H; readonly value?: undefined; readonly error: unknown };

/** Does something for all hosts, at most `limit` at once; never rejects, and no host's failure stops another's work. */
export async function mapHosts<H, T>(
  hosts: readonly H[],
  limit: number,
  work: (host: H) => Promise<T>,
): Promise<HostOutcome<H, T>[]> {
  const limited = pLimit(limit);
  return Promise.all(
    hosts.map((host) =>
      limited(async (): Promise<HostOutcome<H, T>> => {
        try {
          return { host, value: await work(host) };
        } catch (error) {
          return { host, error };
        }
      }),
    ),
  );
}
