import fc from 'fast-check';
import { Redactor } from '../../text/redactor';

describe('redacting', () => {
  test.each([
    ['a bootstrap token', 'join with abcdef.0123456789abcdef now', 'join with [redacted] now'],
    [
      'a certificate key flag',
      '--certificate-key f8902e114ef118304e561c3ecd4d0b54 --v=1',
      '--certificate-key [redacted] --v=1',
    ],
    ['a certificate key setting', 'certificateKey: "f8902e"', 'certificateKey: [redacted]'],
    ['the key in a kubeconfig', '    client-key-data: LS0tLS1CRUdJTg==', '    client-key-data: [redacted]'],
    ['a bearer token in a kubeconfig', 'token: eyJhbGciOi.x.y', 'token: [redacted]'],
    [
      'a private key in base64',
      'data LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQ== end',
      'data [redacted] end',
    ],
  ])('hides %s', (_what, text, expected) => {
    expect(new Redactor().text(text)).toBe(expected);
  });

  test.each([
    'changed: swap: swap is on (/swapfile), expected off',
    'registry.k8s.io/kube-apiserver:v1.34.4@sha256:0123456789abcdef',
    'containerd 1.7.24~ds1-6+b4 is running',
    'https://10.0.0.11:6443/apis/node.k8s.io/v1',
  ])('leaves ordinary lines as they are: %s', (line) => {
    expect(new Redactor().text(line)).toBe(line);
  });

  test('hides a private key whole, line by line, and nothing after it', () => {
    const redact = new Redactor().lines();
    const key = ['-----BEGIN EC PRIVATE KEY-----', 'MHcCAQEEIB', '-----END EC PRIVATE KEY-----', 'after'];
    expect(key.map(redact)).toEqual(['[redacted]', '[redacted]', '[redacted]', 'after']);
  });

  test('leaves certificates, which are public', () => {
    const text = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';
    expect(new Redactor().text(text)).toBe(text);
  });

  test('hides a value it was told, wherever it stands, and each line of it', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 4 }), fc.string(), fc.string(), (secret, before, after) => {
        fc.pre(secret.trim().length >= 4 && !'[redacted]'.includes(secret.trim()));
        const redactor = new Redactor();
        redactor.add(secret);
        expect(redactor.text(`${before} ${secret} ${after}`)).not.toContain(secret.trim());
      }),
    );
    const redactor = new Redactor();
    redactor.add('first line\nsecond line');
    expect(redactor.text('a second line')).toBe('a [redacted]');
  });

  test('hides the whole of a secret that contains another', () => {
    const redactor = new Redactor();
    redactor.add('correct');
    redactor.add('correct horse');
    expect(redactor.text('sudo: correct horse')).toBe('sudo: [redacted]');
  });

  test('does not take short words out of every line', () => {
    const redactor = new Redactor();
    redactor.add('nuc');
    expect(redactor.text('nuc01')).toBe('nuc01');
  });
});
