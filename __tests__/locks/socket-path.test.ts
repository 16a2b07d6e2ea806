import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Deployment } from '../../locks/deployment';
import { socketPath } from '../../locks/socket-path';

const deployment: Deployment = { id: '0123456789abcdef0123456789abcdef', pid: 4711, startedAt: '1' };
const uid = process.getuid!();
let folder: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'nuclab-run-')));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const path = (runtime = folder): string => socketPath(deployment, { XDG_RUNTIME_DIR: runtime });

describe('the socket of a lock daemon', () => {
  test('lies in a folder of its own below XDG_RUNTIME_DIR, closed to others', () => {
    expect(path()).toBe(`${folder}/nuclab/4711-0123456789abcdef.sock`);
    expect((statSync(join(folder, 'nuclab')).mode & 0o777).toString(8)).toBe('700');
    expect(path()).toBe(`${folder}/nuclab/4711-0123456789abcdef.sock`);
  });

  test.each([
    ['is not set', undefined],
    ['is empty', ''],
    ['is not a folder', '/nonexistent/run'],
    ['is relative', 'run'],
  ])('lies below the folder for temporary files when XDG_RUNTIME_DIR %s', (_, runtime) => {
    expect(socketPath(deployment, { XDG_RUNTIME_DIR: runtime })).toBe(
      `${tmpdir()}/nuclab-${uid}/4711-0123456789abcdef.sock`,
    );
  });

  test('does not lie in the folder of another user, such as sudo -E leaves in the environment', () => {
    if (uid === 0) chownSync(folder, 12345, 12345);
    const others = uid === 0 ? folder : '/';
    expect(path(others)).toBe(`${tmpdir()}/nuclab-${uid}/4711-0123456789abcdef.sock`);
  });

  test('has a path that every system takes, however long XDG_RUNTIME_DIR is', () => {
    const deep = join(folder, 'a'.repeat(60));
    mkdirSync(deep);
    expect(path(deep)).toBe(`${tmpdir()}/nuclab-${uid}/4711-0123456789abcdef.sock`);
  });
});

describe('a folder that was there before', () => {
  const refused = (why: string): string =>
    `${folder}/nuclab: the folder for the lock daemon's socket cannot be used: ${why}, expected a folder of your own with ` +
    'mode 700; fix: remove it, or set XDG_RUNTIME_DIR to a folder of your own';

  test('is refused when others may enter it', () => {
    mkdirSync(join(folder, 'nuclab'));
    chmodSync(join(folder, 'nuclab'), 0o750);
    expect(() => path()).toThrow(refused('its mode is 750'));
  });

  test('is refused when it is a link, wherever that leads', () => {
    mkdirSync(join(folder, 'elsewhere'), { mode: 0o700 });
    symlinkSync(join(folder, 'elsewhere'), join(folder, 'nuclab'));
    expect(() => path()).toThrow(refused('it is not a folder'));
  });

  (uid === 0 ? test : test.skip)('is refused when it is the folder of another user', () => {
    mkdirSync(join(folder, 'nuclab'), { mode: 0o700 });
    chownSync(join(folder, 'nuclab'), 12345, 12345);
    expect(() => path()).toThrow(refused('it belongs to user 12345'));
  });
});
