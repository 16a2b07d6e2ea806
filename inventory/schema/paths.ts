import { notEmpty, TextRule } from './text';

/** Rules of a file's path; relative ones start at the folder of the inventory. */
export const pathRules: readonly TextRule[] = [
  notEmpty,
  {
    fails: (text) => text.includes('\\'),
    what: 'has a backslash',
    fix: 'write the path with forward slashes',
  },
  {
    fails: (text) => text.startsWith('~') && !text.startsWith('~/'),
    what: 'begins with ~ but not with ~/',
    fix: 'write ~/ for your own home folder, or an absolute path',
  },
  {
    fails: (text) => text.endsWith('/') || ['.', '..', '~'].includes(text.split('/').at(-1) ?? ''),
    what: 'is a folder',
    fix: 'add the name of the file',
  },
  {
    fails: (text) => !/^[\p{L}\p{N}_./~ @+,=-]+$/u.test(text) || text.startsWith('-'),
    what: 'has characters that nuclab does not accept in a path',
    fix: 'use letters, digits, spaces and . _ - + @ , = / and do not begin with a dash',
  },
  { fails: (text) => text.length > 500, what: 'is longer than 500 characters', fix: 'move the file' },
];

/** Rules of a private key's path. The message never repeats a value that may be the key itself. */
export const identityFileRules: readonly TextRule[] = [
  {
    fails: (text) => /-----BEGIN|^(ssh-|ecdsa-)|PRIVATE KEY/.test(text) || text.length > 500,
    first: true,
    what: 'holds a key instead of the path to one',
    fix: 'write the path of the private key file, e.g. ~/.ssh/id_ed25519, and replace the key if others could have read it',
  },
  ...pathRules,
  {
    fails: (text) => text.endsWith('.pub'),
    what: 'names the public key',
    fix: (text) => `write the private one, ${text.replace(/\.pub$/, '')}`,
  },
];

export const kubeconfigRules: readonly TextRule[] = [
  ...pathRules,
  {
    fails: (text) => /(^|\/)\.kube\/config$/.test(text),
    what: 'is the file with your other clusters, which nuclab would overwrite',
    fix: 'write e.g. lab.kubeconfig, and use it with `export KUBECONFIG=lab.kubeconfig`',
  },
];
