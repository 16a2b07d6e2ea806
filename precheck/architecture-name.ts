const NAMES: Readonly<Record<string, string>> = { x86_64: 'amd64', aarch64: 'arm64' };

/** Debian's name, e.g. `amd64`, for what `uname -m` says. */
export function architectureName(machine: string): string {
  return NAMES[machine] ?? machine;
}
