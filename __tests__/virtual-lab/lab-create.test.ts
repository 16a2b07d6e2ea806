import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planLab, requireSameShape, vethOf, writeHostEnv } from '../../virtual-lab/lab-create';

const lab = planLab('semester', '/var/lib/labs/semester', 5, {
  count: 3,
  suite: 'bookworm',
  kubernetes: ['1.33.13', '1.34.4'],
});

test('a lab is planned from its subnet number and its options alone', () => {
  expect(lab).toMatchObject({
    subnet: '10.77.5.0/24',
    bridge: 'nl5br',
    bridgeAddress: '10.77.5.1',
    sshUser: 'nuc',
    upstream: false,
    sudoNeedsPassword: false,
    hosts: [
      { name: 'nuc01', address: '10.77.5.11', suite: 'bookworm' },
      { name: 'nuc02', address: '10.77.5.12', suite: 'bookworm' },
      { name: 'nuc03', address: '10.77.5.13', suite: 'bookworm' },
    ],
  });
  expect(vethOf(lab, 'nuc03')).toBe('nl5h3');
});

describe('requireSameShape', () => {
  test('accepts the same options and options left out', () => {
    expect(() => {
      requireSameShape(lab, { count: 3, suite: 'bookworm', kubernetes: ['1.34.4'] });
      requireSameShape(lab, { count: 3 });
    }).not.toThrow();
  });

  test.each([
    [{ count: 2 }, '3 hosts, not 2'],
    [{ count: 3, suite: 'trixie' as const }, 'bookworm, not trixie'],
    [{ count: 3, upstream: true }, 'a mirror'],
    [{ count: 3, sudoPassword: 'x' }, 'sudo without a password'],
    [{ count: 3, kubernetes: ['1.28.1'] }, 'Kubernetes 1.33.13, 1.34.4, not 1.28.1'],
  ])('refuses %j', (options, difference) => {
    expect(() => {
      requireSameShape(lab, options);
    }).toThrow(
      `lab semester runs with ${difference}: take it down first (npm run lab -- down --name semester) or choose another --name`,
    );
  });
});

describe('writeHostEnv', () => {
  const stateDir = mkdtempSync(join(tmpdir(), 'nuclab-lab-'));
  afterAll(() => {
    rmSync(stateDir, { recursive: true });
  });

  test('quotes every value for the shell', () => {
    writeHostEnv({ ...lab, stateDir }, 'nuc02', "/cache/it's/root");
    const lines = readFileSync(join(stateDir, 'hosts/nuc02/host.env'), 'utf8').split('\n');
    expect(lines).toContain(`ROOT='/cache/it'\\''s/root'`);
    expect(lines).toContain("ADDRESS='10.77.5.12'");
    expect(lines).toContain("CGROUP='/nuclab-lab/semester/nuc02'");
    expect(lines).toContain("PROXY='http://10.77.5.1:8888'");
  });

  test('gives an upstream host no proxy', () => {
    writeHostEnv({ ...lab, stateDir, upstream: true }, 'nuc01', '/root');
    expect(readFileSync(join(stateDir, 'hosts/nuc01/host.env'), 'utf8')).toContain("PROXY=''");
  });
});
