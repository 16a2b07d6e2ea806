import { z } from 'zod';
import { azurermBackend } from './azurerm';
import { consulBackend } from './consul';
import { cosBackend } from './cos';
import { gcsBackend } from './gcs';
import { cloudBackend, remoteBackend } from './hcp';
import { httpBackend } from './http';
import { kubernetesBackend } from './kubernetes';
import { localBackend } from './local';
import { ossBackend } from './oss';
import { pgBackend } from './pg';
import { s3Backend } from './s3';

/** The backends that Terraform from 1.9 and OpenTofu have, with their settings as cdktf spells them. */
export const backendSchema = z
  .discriminatedUnion('type', [
    localBackend,
    pgBackend,
    httpBackend,
    s3Backend,
    gcsBackend,
    azurermBackend,
    consulBackend,
    kubernetesBackend,
    cosBackend,
    ossBackend,
    remoteBackend,
    cloudBackend,
  ])
  .meta({ description: 'Where Terraform keeps the state of the lab: see docs/backends.md.' });

/** A backend that passed the schema, without the defaults that depend on the lab. */
export type WrittenBackend = z.output<typeof backendSchema>;
