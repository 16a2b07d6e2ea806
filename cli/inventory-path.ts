/** The inventory to use: the one named, else that of NUCLAB_INVENTORY, else lab.yaml in the current folder. */
export function inventoryPath(named?: string): string {
  const fromEnvironment = process.env.NUCLAB_INVENTORY ?? '';
  return named ?? (fromEnvironment === '' ? 'lab.yaml' : fromEnvironment);
}
