import { z } from 'zod';
import type { OtherBackendType } from '../../types';
import { otherBackends } from './other-backends';

/** Any other backend of Terraform. What its settings must not hold, `passedOnRule` says. */
export const otherBackend = z.strictObject({
  type: z.literal(Object.keys(otherBackends) as OtherBackendType[]).meta({
    description: 'Another backend of Terraform.',
  }),
  settings: z
    .record(z.string(), z.unknown())
    .meta({
      description:
        'Settings of this backend, named and nested as in the documentation of Terraform, e.g. bucket or storage_account_name; never a credential.',
    })
    .optional(),
});
