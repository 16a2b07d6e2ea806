/** The code of an error of the file system, e.g. `ENOENT`; `unknown reason` for other things thrown. */
export function errorCode(error: unknown): string {
  const isCoded = typeof error === 'object' && error !== null && 'code' in error;
  return isCoded && typeof error.code === 'string' ? error.code : 'unknown reason';
}
