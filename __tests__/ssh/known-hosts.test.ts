import { spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { knownHostsName, lookUpHost, matchesHosts, parseKnownHosts } from '../../ssh/known-hosts';

/** An ed25519 public key with the given bytes; nobody has the private half. */
function publicKey(fill: number): { text: string; key: Buffer } {
  const field = (data: Buffer) => Buffer.concat([Buffer.from([0, 0, 0, data.length]), data]);
  const key = Buffer.concat([field(Buffer.from('ssh-ed25519')), field(Buffer.alloc(32, fill))]);
  return { key, text: `ssh-ed25519 ${key.toString('base64')}` };
}

function hashed(name: string, salt = Buffer.alloc(20, 7)): string {
  return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`;
}

const key = publicKey(1);

describe('the name of a host in known_hosts', () => {
  test('is the address, with the port only when it is not 22', () => {
    expect(knownHostsName('10.0.0.11', 22)).toBe('10.0.0.11');
    expect(knownHostsName('10.0.0.11', 2222)).toBe('[10.0.0.11]:2222');
  });
});

describe('reading known_hosts', () => {
  test('keeps markers, key types and line numbers, and passes comments over', () => {
    const rsa = 'ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAAQE=';
    const text = [
      '# comment',
      '',
      `nuc01,10.0.0.11 ${key.text} ada@desk`,
      `@revoked * ${key.text}`,
      `\tnuc02\t${rsa}\r`,
    ].join('\n');
    expect(parseKnownHosts(text)).toEqual({
      unreadable: [],
      lines: [
        { number: 3, hosts: 'nuc01,10.0.0.11', type: 'ssh-ed25519', key: key.key },
        { number: 4, marker: 'revoked', hosts: '*', type: 'ssh-ed25519', key: key.key },
        {
          number: 5,
          hosts: 'nuc02',
          type: 'ssh-rsa',
          key: Buffer.from('AAAAB3NzaC1yc2EAAAADAQABAAAAAQE=', 'base64'),
        },
      ],
    });
  });

  test.each([
    ['a line cut short', 'nuc01 ssh-ed25519'],
    ['no base64', 'nuc01 ssh-ed25519 ***'],
    ['a key that is not of the type beside it', `nuc01 ssh-rsa ${key.text.split(' ')[1]}`],
    ['an unknown marker', `@trusted nuc01 ${key.text}`],
    ['a key cut short', `nuc01 ssh-ed25519 ${key.text.split(' ')[1]!.slice(0, 8)}`],
  ])('trusts nothing because of %s', (_what, line) => {
    expect(parseKnownHosts(line)).toEqual({ lines: [], unreadable: [1] });
  });

  test('never throws and never loses a good line among bad ones', () => {
    const good = `10.0.0.11 ${key.text}`;
    const noise = fc.array(fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\n', ' ')));
    fc.assert(
      fc.property(noise, noise, (before, after) => {
        const known = parseKnownHosts([...before, good, ...after].join('\n'));
        expect(known.lines).toContainEqual({
          number: before.length + 1,
          hosts: '10.0.0.11',
          type: 'ssh-ed25519',
          key: key.key,
        });
        expect(known.lines.length + known.unreadable.length).toBeLessThanOrEqual(
          before.length + after.length + 1,
        );
      }),
    );
  });

  test('finds every address again, plain, hashed or beside others, and no other address', () => {
    const port = fc.oneof(fc.constant(22), fc.integer({ min: 1, max: 65535 }));
    const name = fc.tuple(fc.ipV4(), port).map(([address, number]) => knownHostsName(address, number));
    fc.assert(
      fc.property(name, name, fc.uint8Array({ minLength: 20, maxLength: 20 }), (mine, other, salt) => {
        fc.pre(mine !== other);
        for (const field of [mine, hashed(mine, Buffer.from(salt)), `nuc99,${mine}`]) {
          const known = parseKnownHosts(`${field} ${key.text}\n`);
          expect(lookUpHost(known, mine).trusted).toHaveLength(1);
          expect(lookUpHost(known, other).trusted).toHaveLength(0);
        }
      }),
    );
  });

  test('a negated pattern outweighs whatever else matches', () => {
    const ordinary = fc.constantFrom('*', '10.0.0.*', '10.0.0.11', '10.0.?.11');
    fc.assert(
      fc.property(fc.array(ordinary), fc.array(ordinary), (before, after) => {
        expect(matchesHosts([...before, '!10.0.0.1?', ...after].join(','), '10.0.0.11')).toBe(false);
      }),
    );
  });
});

describe('matching a host with known_hosts agrees with ssh-keygen -F', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nuclab-known-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  const fields = [
    '10.0.0.11',
    '10.0.0.12',
    'nuc01,10.0.0.11',
    'nuc01, 10.0.0.11',
    '10.0.0.*',
    '10.0.0.1?',
    '10.0.0.1',
    '*,!10.0.0.11',
    '!10.0.0.11,*',
    '!10.0.0.12,*',
    '!10.0.0.11',
    '[10.0.0.11]:2222',
    '[10.0.0.11]:22',
    '[10.0.0.*]:2222',
    '[10.0.0.11]:*',
    'NUC01,10.0.0.11',
    '10x0x0x11',
    hashed('10.0.0.11'),
    hashed('[10.0.0.11]:2222'),
    `${hashed('10.0.0.11')},10.0.0.12`,
    '|1|broken|10.0.0.11',
  ];
  const names = ['10.0.0.11', '[10.0.0.11]:2222', 'nuc01'];

  test.each(fields)('for the host field %s', (field) => {
    const file = join(folder, 'known_hosts');
    writeFileSync(file, `${field} ${key.text}\n`);
    for (const name of names) {
      const found = spawnSync('ssh-keygen', ['-F', name, '-f', file], { encoding: 'utf8' }).stdout;
      const ours = lookUpHost(parseKnownHosts(`${field} ${key.text}\n`), name).trusted.length > 0;
      expect([name, ours]).toEqual([name, found.includes('found: line 1')]);
    }
  });
});
