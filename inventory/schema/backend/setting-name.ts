/** A setting's name as Terraform spells it: `schemaName` is `schema_name`. */
export function terraformSetting(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The name of Terraform that a name in any spelling is nearest to, for a fix. */
export function nearestTerraformSetting(name: string): string {
  return terraformSetting(name)
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[_0-9]+|_+$/g, '');
}
