import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const inventory = `
name: autumn
hosts:
  nuc01: { address: 10.0.0.11 }
  nuc02: { address: 10.0.0.12 }
kubernetes:
  version: 1.34.4
`;

/** A new folder for each test, with the lab.yaml of two NUCs. @returns the path of lab.yaml */
export function twoNucs(): () => string {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'nuclab-cli-'));
    writeFileSync(join(folder, 'lab.yaml'), inventory);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  return () => join(folder, 'lab.yaml');
}
