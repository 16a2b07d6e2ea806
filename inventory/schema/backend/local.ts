import { z } from 'zod';
import { plainFileSetting, typeSetting } from './settings';

export const localBackend = z.strictObject({
  type: typeSetting('local', 'The state is a file; only one computer at a time can work with it.'),
  path: plainFileSetting(
    'The file, relative to this one. Default: terraform.<name>.tfstate beside this file.',
  ).optional(),
});
