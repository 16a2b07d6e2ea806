import type { HostRule } from '../rule';

/** A worn-out SSD makes the kernel mount its file system read-only. */
export const writable: HostRule = {
  id: 'writable',
  check: ({ readOnly }) =>
    readOnly.length === 0
      ? []
      : [
          {
            severity: 'error',
            what: `${readOnly.join(', ')} cannot be written to`,
            fix: 'look for disk errors with `sudo dmesg --level=err`, repair or replace the disk, and reboot',
          },
        ],
};
