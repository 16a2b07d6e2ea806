import { execFileSync } from 'node:child_process';
import { describeHostKey, hostKeyAlgorithms, hostKeyBits, tryHostKeyType } from '../../ssh/host-key';
import { makeKey } from './support/keys';
import { makeLab, type Lab } from './support/lab';

describe('a host key', () => {
  let lab: Lab;
  beforeAll(() => {
    lab = makeLab();
  });
  afterAll(() => {
    lab.remove();
  });

  test.each(['ed25519', 'ecdsa', 'rsa'])('of type %s is described as ssh-keygen does', (type) => {
    const key = makeKey(lab.folder, type, type);
    const theirs = execFileSync('ssh-keygen', ['-lf', `${key.path}.pub`], { encoding: 'utf8' }).trim();
    expect(describeHostKey(key.publicKey, 'no comment')).toBe(theirs);
  });

  test('that is no key has no type and no size', () => {
    const garbage = Buffer.from('garbage');
    expect([tryHostKeyType(garbage), hostKeyBits(garbage)]).toEqual([undefined, 0]);
  });

  test('is asked for by the signature algorithms of its type, best first, without SHA-1', () => {
    expect(hostKeyAlgorithms(['ssh-rsa', 'ssh-ed25519', 'ssh-dss'])).toEqual([
      'ssh-ed25519',
      'rsa-sha2-512',
      'rsa-sha2-256',
    ]);
  });
});
