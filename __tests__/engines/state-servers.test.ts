import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { backendLab, killedApply, seen, typed, waitsFor, type BackendLab } from './support/backend-lab';
import { startHttpStateServer } from './support/http-state-server';
import { startS3Server } from './support/s3-server';

/** A place for the state, as two admins see it. */
interface Place {
  /** `backend` in lab.yaml. */
  readonly written: string;
  /** What the engine makes of it. */
  readonly block: object;
  /** Credentials, which stand nowhere else. */
  readonly env: NodeJS.ProcessEnv;
  readonly secret: string;
  /** What nuclab tells those who ask while it is locked. */
  readonly refusal: RegExp;
  state(): string | undefined;
  isLocked(): boolean;
  stop(): Promise<void>;
}

async function http(): Promise<Place> {
  const secret = 'http-xyzzy-4711';
  const server = await startHttpStateServer('nuclab', secret);
  return {
    written: `{ type: http, address: '${server.url}', lockAddress: '${server.url}', username: nuclab, retryMax: 0 }`,
    block: {
      http: {
        address: server.url,
        lock_address: server.url,
        unlock_address: server.url,
        username: 'nuclab',
        retry_max: 0,
      },
    },
    env: { TF_HTTP_PASSWORD: secret },
    secret,
    refusal: /^the state is locked by another run; its backend does not say whose$/,
    state: server.state,
    isLocked: () => server.lock() !== undefined,
    stop: server.stop,
  };
}

async function s3(): Promise<Place> {
  const secret = 's3-plugh-0815';
  const server = await startS3Server();
  const switches = [
    'usePathStyle',
    'skipCredentialsValidation',
    'skipRequestingAccountId',
    'skipRegionValidation',
    'skipMetadataApiCheck',
    'skipS3Checksum',
  ];
  const skips = switches.map((name) => `${name}: true`).join(', ');
  return {
    written: `{ type: s3, bucket: lab-state, region: us-east-1, endpoints: { s3: '${server.url}' }, ${skips} }`,
    block: {
      s3: {
        bucket: 'lab-state',
        key: 'physics/terraform.tfstate',
        region: 'us-east-1',
        endpoints: { s3: server.url },
        use_lockfile: true,
        use_path_style: true,
        skip_credentials_validation: true,
        skip_requesting_account_id: true,
        skip_region_validation: true,
        skip_metadata_api_check: true,
        skip_s3_checksum: true,
      },
    },
    env: { AWS_ACCESS_KEY_ID: 'nuclab', AWS_SECRET_ACCESS_KEY: secret },
    secret,
    refusal: /^the state has been locked by \S+@\S+ \(apply\) since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/,
    state: () => server.objects.get('lab-state/physics/terraform.tfstate')?.toString(),
    isLocked: () => server.objects.has('lab-state/physics/terraform.tfstate.tflock'),
    stop: server.stop,
  };
}

const planOf = (lab: BackendLab, env: NodeJS.ProcessEnv): Promise<{ changes: boolean }> =>
  lab.terraform(env).plan({ out: join(lab.folder, 'checked.plan') });

describe.each([
  ['a web server', http],
  ['a server that speaks S3', s3],
])('%s', (_, start) => {
  let place: Place;
  const labs: BackendLab[] = [];
  const lab = (): BackendLab => {
    const made = backendLab(place.written);
    labs.push(made);
    return made;
  };
  beforeEach(async () => {
    place = await start();
  });
  afterEach(async () => {
    labs.splice(0).forEach((each) => each.remove());
    await place.stop();
  });

  test('holds the state, and no password is written anywhere', async () => {
    const first = lab();
    expect(first.block).toEqual({ backend: place.block });
    first.write({ nuc01_base: { input: 'planned' } });
    await first.apply(place.env);
    const { resources } = JSON.parse(place.state() ?? '') as {
      resources: { instances: { attributes: { id: string } }[] }[];
    };
    const id = resources[0]!.instances[0]!.attributes.id;
    expect(first.files().filter(({ text }) => text.includes(id))).toEqual([]);
    expect(first.files().filter(({ text }) => text.includes(place.secret))).toEqual([]);
    expect(place.state()).not.toContain(place.secret);
    expect(place.isLocked()).toBe(false);
  });

  test('refuses a second admin while the first applies, says what it knows, and lets go afterwards', async () => {
    const [first, second] = [lab(), lab()];
    const go = join(first.folder, 'go');
    for (const each of [first, second]) each.write({ nuc01_base: waitsFor(go) });
    const applied = first.apply(place.env);
    await seen(`${go}.waits`);
    await expect(planOf(second, place.env)).rejects.toMatchObject({
      what: expect.stringMatching(place.refusal),
      exitCode: 10,
    });
    writeFileSync(go, '');
    await applied;
    expect(place.isLocked()).toBe(false);
    expect(await planOf(second, place.env)).toEqual({ changes: false });
  });

  test('keeps the lock of a Terraform that was killed, until it is freed as the message says', async () => {
    const dead = lab();
    const go = join(dead.folder, 'go');
    dead.write({ nuc01_base: waitsFor(go) });
    await dead.terraform(place.env).init();
    await killedApply(dead, place.env, () => seen(`${go}.waits`));
    expect(place.isLocked()).toBe(true);
    const { fix } = await planOf(dead, place.env).then(
      () => ({ fix: '' }),
      (error: unknown) => error as { fix: string },
    );
    const [, id = ''] = /`\S+ force-unlock (\S+)` in/.exec(fix) ?? [];
    expect(await typed(dead, ['force-unlock', '-force', id], place.env)).toBe(0);
    expect(place.isLocked()).toBe(false);
    expect(await planOf(dead, place.env)).toEqual({ changes: true });
  });
});
