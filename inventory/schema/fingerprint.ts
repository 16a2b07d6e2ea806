import { notEmpty, TextRule } from './text';

/** The key that signs every repository of pkgs.k8s.io. */
export const kubernetesKeyFingerprint = 'DE15B14486CD377B9E876E1A234654DA9A296436';

/** Forty hexadecimal digits; spaces, as gpg prints them, are accepted. */
export const fingerprint = /^ *([0-9A-Fa-f] *){40}$/;

/** The fingerprint without spaces, in upper case. */
export function plainFingerprint(text: string): string {
  return text.replace(/ /g, '').toUpperCase();
}

export const fingerprintRules: readonly TextRule[] = [
  notEmpty,
  {
    fails: (text) => !/^[0-9A-Fa-f]+$/.test(plainFingerprint(text)),
    what: 'has characters other than hexadecimal digits',
    fix: 'write the 40 digits that `gpg --show-keys Release.key` prints',
  },
  {
    fails: (text) => [8, 16].includes(plainFingerprint(text).length),
    what: 'is a short key ID, which anyone can forge',
    fix: 'write all 40 digits that `gpg --show-keys Release.key` prints',
  },
  {
    fails: (text) => plainFingerprint(text).length !== 40,
    what: (text) => `has ${plainFingerprint(text).length} digits instead of 40`,
    fix: 'write the 40 digits that `gpg --show-keys Release.key` prints',
  },
];
