import type { HostRule } from '../rule';

/** Oldest supported release, and the releases nuclab is tested on. */
const SUPPORTED: Readonly<Record<string, { readonly name: string; readonly tested: readonly string[] }>> = {
  debian: { name: 'Debian', tested: ['12', '13'] },
  ubuntu: { name: 'Ubuntu', tested: ['22.04', '24.04', '26.04'] },
};
const FIX = 'install Debian 12 or 13, or Ubuntu 22.04, 24.04 or 26.04';

/** The distribution's scripts know its packages: another one is refused, a newer release is only untested. */
export const operatingSystem: HostRule = {
  id: 'operating-system',
  check: ({ os }) => {
    const family = SUPPORTED[os.id ?? ''];
    const name = os.name ?? os.id ?? 'an unknown system';
    if (family === undefined) return [{ severity: 'error', what: `${name} is not supported`, fix: FIX }];
    const oldest = Number(family.tested[0]);
    // Debian testing and unstable have no VERSION_ID: they are newer than every release.
    const version = os.version === undefined ? Infinity : Number(os.version);
    if (version < oldest) {
      return [
        { severity: 'error', what: `${name} is older than ${family.name} ${family.tested[0]}`, fix: FIX },
      ];
    }
    if (os.version !== undefined && family.tested.includes(os.version)) return [];
    return [{ severity: 'warning', what: `nuclab is not tested on ${name}`, fix: FIX }];
  },
};
