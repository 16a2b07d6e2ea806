import { z } from 'zod';
import { addressOrNameRules } from './addresses';
import { bastionRules, bastionText } from './bastion';
import { port, user } from './hosts-schema';
import { identityFileRules, pathRules } from './paths';
import { text } from './text';

const bastion = z.union([
  text({
    description: 'The bastion as user@host:port; user and port are optional.',
    rules: bastionRules,
    pattern: bastionText,
    examples: ['admin@gateway.example.org:2222'],
  }),
  z.strictObject({
    address: text({ description: 'IPv4 address or DNS name.', rules: addressOrNameRules }),
    port: port('Port of SSH on the bastion.').default(22),
    user: user('User on the bastion. Default: the user for the hosts.').optional(),
  }),
]);

export const sshSchema = z
  .strictObject({
    user: user('User for SSH on all hosts; needs sudo. Default: your own user name.').optional(),
    port: port('Port of SSH on all hosts.').default(22),
    identityFile: text({
      description:
        'Path of the private key, relative to this file or with ~/. Never the key itself. Default: the keys of the SSH agent, then the usual files in ~/.ssh.',
      rules: identityFileRules,
      examples: ['~/.ssh/id_ed25519'],
    }).optional(),
    knownHostsFile: text({
      description: 'File with the host keys of the lab, relative to this file. `nuclab trust` writes it.',
      rules: pathRules,
    }).default('known_hosts'),
    bastion: bastion.meta({ description: 'A computer through which nuclab reaches all hosts.' }).optional(),
    sudo: z
      .enum(['passwordless', 'password'])
      .meta({
        description:
          'Whether sudo on the hosts asks for a password. The password itself is asked for at run time.',
      })
      .default('passwordless'),
  })
  .meta({ description: 'How nuclab reaches the hosts.' });
