import fc from 'fast-check';
import { InventoryError } from '../../inventory/inventory-error';
import { parseInventory } from '../../inventory/parse';
import { problemLine } from '../../inventory/problem';
import type { Inventory } from '../../inventory/types';
import { NuclabError } from '../../errors/nuclab-error';
import { clusterPlace, parseTerraformName, terraformName } from '../../phases/step-address';

const three = 'hosts:\n  nuc01: 192.168.0.11\n  nuc02: 192.168.0.12\n  nuc03: 192.168.0.13\n';

function refusal(text: string): InventoryError {
  try {
    parseInventory(text, 'lab.yaml');
  } catch (error) {
    if (error instanceof InventoryError) return error;
    throw error;
  }
  throw new Error('the inventory is accepted');
}

/** Accepted or refused as an inventory; anything else thrown fails the test. */
function isRefused(text: string): boolean {
  try {
    parseInventory(text, 'lab.yaml');
    return false;
  } catch (error) {
    if (!(error instanceof InventoryError)) throw error;
    for (const problem of error.problems) expect(problemLine(problem)).not.toMatch(/[\n\r]/);
    expect(error.message.length).toBeLessThan(2_000_000);
    return true;
  }
}

describe('defaults', () => {
  test('three hosts and nothing else are a whole lab', () => {
    expect(parseInventory(three, 'lab.yaml')).toEqual({
      name: 'lab',
      ssh: { port: 22, knownHostsFile: 'known_hosts', sudo: 'passwordless' },
      hosts: [
        { name: 'nuc01', address: '192.168.0.11', labels: {}, taints: [] },
        { name: 'nuc02', address: '192.168.0.12', labels: {}, taints: [] },
        { name: 'nuc03', address: '192.168.0.13', labels: {}, taints: [] },
      ],
      kubernetes: {
        version: '1.34.4',
        controlPlane: ['nuc01'],
        workers: ['nuc02', 'nuc03'],
        podSubnet: '10.244.0.0/16',
        serviceSubnet: '10.96.0.0/12',
        dnsDomain: 'cluster.local',
        schedulableControlPlane: false,
        certSANs: [],
        network: { plugin: 'flannel', backend: 'vxlan' },
        apt: {
          url: 'https://pkgs.k8s.io/core:/stable:/v1.34/deb/',
          keyFingerprint: 'DE15B14486CD377B9E876E1A234654DA9A296436',
        },
        containerRuntime: { package: 'auto' },
        registryMirrors: {},
        kubeconfig: 'lab.kubeconfig',
      },
      backend: { type: 'local', path: 'terraform.lab.tfstate' },
    });
  });

  test('the repository follows the minor version, the kubeconfig the name, the workers the control plane', () => {
    const text = `name: physics\n${three}kubernetes: {version: 1.28.1, controlPlane: [nuc02]}\n`;
    const { kubernetes } = parseInventory(text, 'lab.yaml');
    expect(kubernetes.apt.url).toBe('https://pkgs.k8s.io/core:/stable:/v1.28/deb/');
    expect(kubernetes.kubeconfig).toBe('physics.kubeconfig');
    expect(kubernetes.workers).toEqual(['nuc01', 'nuc03']);
  });

  test('a section with nothing but comments below it is the same as none', () => {
    const text = `ssh:\n  # user: ubuntu\n${three}kubernetes:\n  network:\n  registryMirrors:\n`;
    expect(parseInventory(text, 'lab.yaml')).toEqual(parseInventory(three, 'lab.yaml'));
  });
});

describe('one spelling for everything', () => {
  test('a bastion as text and as a map are the same', () => {
    const bastionOf = (written: string) =>
      parseInventory(`ssh: {bastion: ${written}}\n${three}`, 'lab.yaml').ssh.bastion;
    expect(bastionOf("'anna@gate.example.org:2222'")).toEqual({
      user: 'anna',
      address: 'gate.example.org',
      port: 2222,
    });
    expect(bastionOf('{user: anna, address: gate.example.org, port: 2222}')).toEqual(
      bastionOf("'anna@gate.example.org:2222'"),
    );
    expect(bastionOf('gate')).toEqual({ address: 'gate', port: 22 });
  });

  test('taints are taken as kubectl spells them and as maps', () => {
    const text = `hosts:\n  n1: {address: 10.0.0.1, taints: ['a=b:NoSchedule', 'c:NoExecute', 'd=:NoSchedule', {key: e, effect: PreferNoSchedule}]}\n`;
    expect(parseInventory(text, 'lab.yaml').hosts[0]!.taints).toEqual([
      { key: 'a', value: 'b', effect: 'NoSchedule' },
      { key: 'c', effect: 'NoExecute' },
      { key: 'd', value: '', effect: 'NoSchedule' },
      { key: 'e', effect: 'PreferNoSchedule' },
    ]);
  });

  test('a fingerprint loses its spaces and a repository ends with a slash', () => {
    const apt =
      "{url: 'http://10.0.0.5/deb', keyFingerprint: 'de15 b144 86cd 377b 9e87  6e1a 2346 54da 9a29 6436'}";
    expect(parseInventory(`${three}kubernetes: {apt: ${apt}}\n`, 'lab.yaml').kubernetes.apt).toEqual({
      url: 'http://10.0.0.5/deb/',
      keyFingerprint: 'DE15B14486CD377B9E876E1A234654DA9A296436',
    });
  });

  test('an alias stands for what its anchor holds', () => {
    const text =
      'hosts:\n  n1: {address: 10.0.0.1, labels: &l {disk: ssd}}\n  n2: {address: 10.0.0.2, labels: *l}\n';
    expect(parseInventory(text, 'lab.yaml').hosts[1]!.labels).toEqual({ disk: 'ssd' });
  });

  test('a byte order mark and the line ends of Windows change nothing', () => {
    expect(parseInventory(`\ufeff${three.replace(/\n/g, '\r\n')}`, 'lab.yaml')).toEqual(
      parseInventory(three, 'lab.yaml'),
    );
  });
});

test('an inventory is frozen to its last value', () => {
  const text = `${three}  nuc04: {address: 10.0.0.4, labels: {a: b}, taints: ['a:NoSchedule']}\n`;
  const check = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    expect(Object.isFrozen(value)).toBe(true);
    Object.values(value).forEach(check);
  };
  check(parseInventory(text, 'lab.yaml'));
});

describe('refusals', () => {
  test('are NuclabErrors of exit code 2 whose message is one line for each problem', () => {
    const error = refusal('name: A\nhosts: {}\n');
    expect(error).toBeInstanceOf(NuclabError);
    expect(error.exitCode).toBe(2);
    expect(error.message).toBe(
      'lab.yaml:1:7: name "A" has upper-case letters; fix: write a\n' +
        'lab.yaml:2:8: hosts is empty; fix: add one line for each host, e.g. nuc01: 192.168.0.11',
    );
    expect(error.what).toBe('2 problems in the inventory');
    expect(error.problems).toHaveLength(2);
  });

  test('of one problem carry its parts', () => {
    const { what, where, fix } = refusal(`name: A\n${three}`);
    expect({ what, where, fix }).toEqual({
      what: 'name "A" has upper-case letters',
      where: 'lab.yaml:1:7',
      fix: 'write a',
    });
  });

  test('of a binary file say so', () => {
    expect(refusal('\u007fELF\u0000\u0001').message).toBe(
      'lab.yaml:1:1: the file contains control characters, so it is not a text file; fix: give the name of the inventory, a text file such as lab.yaml',
    );
  });

  test.each(['[', '{a: ', '- ', '? '])('of %j a hundred thousand times come at once', (piece) => {
    expect(refusal(`hosts: ${piece.repeat(100_000)}`).message).toContain(
      'maps and lists are nested more than 32 levels deep',
    );
  });

  test('of a billion laughs come at once', () => {
    const levels = Array.from(
      { length: 20 },
      (_, i) => `a${i}: &a${i} [${i === 0 ? 'x' : `${`*a${i - 1}, `.repeat(9)}x`}]`,
    );
    expect(refusal(levels.join('\n')).message).toContain('more than 64 aliases are used');
  });

  test('of many values by few aliases come at once', () => {
    const list = `base: &base [${'x, '.repeat(900)}x]\n`;
    const text = `${list}${Array.from({ length: 60 }, (_, i) => `k${i}: *base`).join('\n')}\n`;
    expect(refusal(text).message).toContain('the inventory holds more than 20000 values');
  });

  test('never repeat a key or a password', () => {
    const key = '-----BEGIN OPENSSH PRIVATE KEY-----';
    const text = `${three}ssh: {identityFile: "${key} canary", user: "http://a:canary@b", password: canary}\nname: "${key}canary"\n`;
    expect(refusal(text).message).not.toContain('canary');
    expect(refusal(text).problems).toHaveLength(4);
  });
});

describe('properties', () => {
  const word = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      'hosts',
      'ssh',
      'kubernetes',
      'labels',
      'taints',
      'bastion',
      'workers',
      '__proto__',
      '${x}',
      '*a',
      '&a',
    ),
  );

  test('whatever the text, it is an inventory or an InventoryError', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 400 }),
        (text) => typeof isRefused(text) === 'boolean',
      ),
    );
  });

  test('whatever pieces of YAML come together, it is an inventory or an InventoryError', () => {
    const piece = fc.constantFrom(
      ...'hosts|ssh|a|: |\n|\n  |- |[|]|{|}|,|"|\'|&a |*a|!!str |!x |? |# |---|%|\t|1.30|~|<<: |>|\\|'.split(
        '|',
      ),
      '|',
    );
    const text = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(text, (yaml) => typeof isRefused(yaml) === 'boolean'),
      { numRuns: 800 },
    );
  });

  test('whatever values the known keys have, it is an inventory or an InventoryError', () => {
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        word,
        fc.double(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('tree'), { maxLength: 4 }),
        fc.dictionary(word, tie('tree'), { maxKeys: 5 }),
      ),
    }));
    const keys = 'name semester ssh hosts kubernetes loadBalancer'.split(' ');
    const inventory = fc.record(Object.fromEntries(keys.map((key) => [key, tree])), { requiredKeys: [] });
    fc.assert(
      fc.property(inventory, (value) => typeof isRefused(JSON.stringify(value) ?? '') === 'boolean'),
      { numRuns: 400 },
    );
  });

  test('no accepted value can be shell or Terraform syntax', () => {
    const nasty = fc.string({
      unit: fc.constantFrom(...'ab1.-_/:=@ $`"\'\\{}()<>|;&%!*?~#\n'),
      maxLength: 12,
    });
    const spots = [
      (v: string) => `name: ${v}\n${three}`,
      (v: string) => `semester: ${v}\n${three}`,
      (v: string) => `hosts: {n1: ${v}}\n`,
      (v: string) => `hosts: {${v}: 10.0.0.1}\n`,
      (v: string) => `hosts: {n1: {address: 10.0.0.1, labels: {${v}: x, y: ${v}}, taints: [${v}]}}\n`,
      (v: string) => `ssh: {user: ${v}}\n${three}`,
      (v: string) => `ssh: {bastion: ${v}}\n${three}`,
      (v: string) => `${three}kubernetes: {dnsDomain: ${v}}\n`,
      (v: string) => `${three}kubernetes: {version: ${v}}\n`,
      (v: string) => `${three}kubernetes: {certSANs: [${v}]}\n`,
      (v: string) => `${three}kubernetes: {podSubnet: ${v}}\n`,
      (v: string) => `${three}kubernetes: {registryMirrors: {${v}: ['http://m']}}\n`,
      (v: string) => `${three}kubernetes: {registryMirrors: {docker.io: [${v}]}}\n`,
      (v: string) => `${three}kubernetes: {apt: {url: ${v}}}\n`,
    ];
    fc.assert(
      fc.property(nasty, fc.constantFrom(...spots), (value, spot) => {
        const text = spot(JSON.stringify(value));
        if (!isRefused(text)) expect(value).not.toMatch(/[$`"'\\{}()<>|;&!*?#\n ]/);
      }),
      { numRuns: 1500 },
    );
  });
});

describe('names of hosts and of steps', () => {
  const withHost =
    (name: string): (() => Inventory) =>
    () =>
      parseInventory(`hosts: { '${name}': 192.168.0.11 }\n`, 'lab.yaml');

  test('no host is named like what stands for the cluster in steps', () => {
    expect(withHost(clusterPlace)).toThrow(
      'lab.yaml:1:10: hosts key "cluster" is reserved: the steps of the cluster itself are named cluster/<phase>; ' +
        'fix: give the host another name, e.g. nuc01',
    );
  });

  test('every name that is accepted reads back from its Terraform address, so that no two steps share one', () => {
    const phase = fc.constantFrom('base', 'container-runtime', 'control-plane', 'network');
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9_.-]{1,12}$/), phase, (name, each) => {
        try {
          withHost(name)();
        } catch {
          return;
        }
        expect(parseTerraformName(terraformName(name, each))).toEqual({ place: name, phase: each });
      }),
    );
  });
});
