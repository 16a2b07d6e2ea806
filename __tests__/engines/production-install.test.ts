import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

interface Package {
  readonly version: string;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
}

const root = resolve(__dirname, '..', '..');
const json = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(root, name), 'utf8')) as Record<string, unknown>;
const packages = json('package-lock.json')['packages'] as Readonly<Record<string, Package>>;
/** What `npm ci --omit=dev` installs. */
const production = Object.keys(packages).filter(
  (path) => path !== '' && packages[path]?.dev !== true && packages[path]?.devOptional !== true,
);

test('a production install holds nothing of Pulumi', () => {
  expect(production.filter((path) => path.includes('@pulumi'))).toEqual([]);
  expect(production).toContain('node_modules/cdktf');
  expect(production.length).toBeLessThanOrEqual(133);
});

test('Pulumi is an optional peer, in the version that the tests run with', () => {
  const manifest = json('package.json') as Record<string, Record<string, unknown>>;
  const peers = manifest['peerDependencies'] ?? {};
  expect(Object.keys(peers)).toEqual(['@pulumi/command', '@pulumi/pulumi']);
  for (const [name, version] of Object.entries(peers)) {
    expect(manifest['peerDependenciesMeta']?.[name]).toEqual({ optional: true });
    expect(manifest['devDependencies']?.[name]).toBe(version);
    expect(packages[`node_modules/${name}`]?.version).toBe(version);
  }
});

test('every version is exact', () => {
  const manifest = json('package.json') as Record<string, Record<string, string>>;
  const all = ['dependencies', 'devDependencies', 'peerDependencies'].flatMap((each) =>
    Object.entries(manifest[each] ?? {}),
  );
  expect(all.filter(([, version]) => !/^(npm:[\w-]+@)?\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});

test('nothing of the program loads engines/pulumi.ts or Pulumi itself', () => {
  const skipped = /^(node_modules|dist|__tests__|cdktf\.out|\..*)$/;
  const files = readdirSync(root, { withFileTypes: true })
    .filter(({ name }) => !skipped.test(name))
    .flatMap((entry) =>
      entry.isDirectory()
        ? readdirSync(join(root, entry.name), { recursive: true, encoding: 'utf8' }).map((name) =>
            join(root, entry.name, name),
          )
        : [join(root, entry.name)],
    )
    .filter((path) => path.endsWith('.ts'));
  const loading = files.filter((path) =>
    [...readFileSync(path, 'utf8').matchAll(/(?:from|import|require|load)\s*\(?\s*'([^']+)'/g)].some(
      ([, name = '']) =>
        name.startsWith('@pulumi/') || resolve(dirname(path), name) === join(root, 'engines', 'pulumi'),
    ),
  );
  expect(loading.map((path) => relative(root, path))).toEqual(['engines/pulumi.ts']);
});
