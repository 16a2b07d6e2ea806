import { z } from 'zod';
import { httpBackend } from './http';
import { localBackend } from './local';
import { otherBackend } from './other';
import { pgBackend } from './pg';
import { s3Backend } from './s3';

/** The backends that Terraform from 1.9 and OpenTofu have: those with settings of their own, then all others. */
export const backendSchema = z
  .discriminatedUnion('type', [localBackend, pgBackend, httpBackend, s3Backend, otherBackend])
  .meta({ description: 'Where Terraform keeps the state of the lab: see docs/backends.md.' });

/** In the order in which messages name them. */
export const backendTypes: readonly string[] = backendSchema.options.flatMap(({ shape }) => [
  ...shape.type.values,
]);

/** A backend that passed the schema, without the defaults that depend on the lab. */
export type WrittenBackend = z.output<typeof backendSchema>;
