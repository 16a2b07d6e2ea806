import { z } from 'zod';
import { defaultVersion } from '../versions';
import { certificateNameRules, certificateName } from './certificate-names';
import { fingerprint, fingerprintRules } from './fingerprint';
import { dnsLabel, dnsName, dnsNameRules, notEmptyName } from './names';
import { kubeconfigRules } from './paths';
import { ipv4Subnet, podSubnetRules, serviceSubnetRules } from './subnets';
import { text } from './text';
import { aptUrlRules, registry, urlRules, webUrl } from './urls';
import { exactVersion, versionRules } from './version';

/** The name of a host; rules/roles.ts checks that it exists. */
const hostNames = z.array(text({ description: 'Name of a host.', rules: notEmptyName, pattern: dnsLabel }));

const network = z
  .strictObject({
    plugin: z.enum(['flannel']).meta({ description: 'The pod network.' }).default('flannel'),
    backend: z
      .enum(['vxlan', 'host-gw'])
      .meta({
        description: 'vxlan works everywhere; host-gw is faster and needs all hosts in one Ethernet segment.',
      })
      .default('vxlan'),
  })
  .meta({ description: 'The network between pods.' });

const apt = z
  .strictObject({
    url: text({
      description:
        'Apt repository of the Kubernetes packages, or a mirror of it. Default: https://pkgs.k8s.io/core:/stable:/v<minor>/deb/.',
      rules: aptUrlRules,
      pattern: webUrl,
    }).optional(),
    keyFingerprint: text({
      description:
        'Fingerprint of the key that signs the repository: 40 hexadecimal digits. Default: that of pkgs.k8s.io.',
      rules: fingerprintRules,
      pattern: fingerprint,
    }).optional(),
  })
  .meta({ description: 'Where the Kubernetes packages come from.' });

const containerRuntime = z
  .strictObject({
    package: z
      .enum(['auto', 'containerd', 'containerd.io'])
      .meta({
        description:
          'The package of containerd. auto: the one that is already installed, else the one of the distribution; containerd.io: the one of Docker, whose repository the hosts must have.',
      })
      .default('auto'),
  })
  .meta({ description: 'What runs the containers.' });

const mirror = text({
  description: 'URL of a mirror.',
  rules: urlRules('http://10.0.0.5:5000'),
  pattern: webUrl,
  examples: ['http://10.0.0.5:5000'],
});

export const kubernetesSchema = z
  .strictObject({
    version: text({
      description: 'Exact version of Kubernetes.',
      rules: versionRules,
      pattern: exactVersion,
      examples: [defaultVersion],
    }).default(defaultVersion),
    controlPlane: hostNames
      .min(1)
      .meta({
        description:
          'The host of the control plane; this version of nuclab supports one. Default: the first host.',
      })
      .optional(),
    workers: hostNames.meta({ description: 'The workers. Default: every other host.' }).optional(),
    podSubnet: text({
      description: 'Addresses of pods; every node gets a /24 of them.',
      rules: podSubnetRules,
      pattern: ipv4Subnet,
    }).default('10.244.0.0/16'),
    serviceSubnet: text({
      description: 'Addresses of services.',
      rules: serviceSubnetRules,
      pattern: ipv4Subnet,
    }).default('10.96.0.0/12'),
    dnsDomain: text({
      description: 'DNS domain of services.',
      rules: dnsNameRules,
      pattern: dnsName,
    }).default('cluster.local'),
    schedulableControlPlane: z
      .boolean()
      .meta({ description: 'Whether ordinary pods may run on the control plane too.' })
      .default(false),
    certSANs: z
      .array(
        text({
          description: 'A DNS name or an address.',
          rules: certificateNameRules,
          pattern: certificateName,
        }),
      )
      .meta({ description: "Additional names and addresses in the API server's certificate." })
      .default([]),
    network: network.prefault({}),
    apt: apt.prefault({}),
    containerRuntime: containerRuntime.prefault({}),
    registryMirrors: z
      .record(z.string().meta({ pattern: registry.source }), z.array(mirror).min(1))
      .meta({
        description: 'Mirrors of registries: registry name to the mirrors that are tried first, in order.',
        examples: [{ 'registry.k8s.io': ['http://10.0.0.5:5000'] }],
      })
      .default({}),
    kubeconfig: text({
      description: 'Where your kubeconfig is written, relative to this file. Default: <name>.kubeconfig.',
      rules: kubeconfigRules,
      examples: ['lab.kubeconfig'],
    }).optional(),
  })
  .meta({ description: 'The cluster.' });
