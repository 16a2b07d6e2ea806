/**
 * The inventory as the rest of the program sees it: checked, defaulted, frozen. Paths stay as written in lab.yaml
 * (relative to the folder of that file, or beginning with `~/`); whoever needs the file resolves them.
 */
export interface Inventory {
  /** Lab name, a DNS label; also the cluster's name in kubeconfig. @default "lab" */
  readonly name: string;
  /** A word for the teaching period, e.g. `2026-autumn`. Changing it makes every node leave and join again. */
  readonly semester?: string;
  readonly ssh: SshSettings;
  /** In the order of the file. */
  readonly hosts: readonly Host[];
  readonly kubernetes: KubernetesSettings;
  /** @default - a local file, `terraform.<name>.tfstate` */
  readonly backend: Backend;
}

export interface SshSettings {
  /** @default - the name of the user who runs nuclab, as OpenSSH does */
  readonly user?: string;
  /** @default 22 */
  readonly port: number;
  /** Private key file. @default - the agent's keys, else the usual files in ~/.ssh */
  readonly identityFile?: string;
  /** @default "known_hosts" beside lab.yaml */
  readonly knownHostsFile: string;
  readonly bastion?: Bastion;
  /** Whether sudo on the hosts asks for a password. @default "passwordless" */
  readonly sudo: 'passwordless' | 'password';
}

export interface Bastion {
  readonly address: string;
  /** @default 22 */
  readonly port: number;
  /** @default - the user for the hosts */
  readonly user?: string;
}

export interface Host {
  /** DNS label; becomes the host name and the node name. */
  readonly name: string;
  /** IPv4 address. */
  readonly address: string;
  /** @default - ssh.user */
  readonly user?: string;
  /** @default - ssh.port */
  readonly port?: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
}

export interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
}

export interface KubernetesSettings {
  /** Exact version without `v`, e.g. `1.34.4`. */
  readonly version: string;
  /** Host names. @default - the first host */
  readonly controlPlane: readonly string[];
  /** Host names. @default - every host that is not in the control plane */
  readonly workers: readonly string[];
  /** @default "10.244.0.0/16" */
  readonly podSubnet: string;
  /** @default "10.96.0.0/12" */
  readonly serviceSubnet: string;
  /** @default "cluster.local" */
  readonly dnsDomain: string;
  /** Whether ordinary pods may run on control-plane nodes. @default false */
  readonly schedulableControlPlane: boolean;
  /** Additional names and addresses in the API server's certificate. */
  readonly certSANs: readonly string[];
  readonly network: NetworkSettings;
  readonly apt: AptRepository;
  readonly containerRuntime: ContainerRuntimeSettings;
  /** Registry (`registry.k8s.io`, `docker.io`, …) to the mirrors tried before it, in order: `http://10.0.0.5:5000`. */
  readonly registryMirrors: Readonly<Record<string, readonly string[]>>;
  /** Where the operator's kubeconfig is written, relative to lab.yaml. @default "<name>.kubeconfig" */
  readonly kubeconfig: string;
}

export interface NetworkSettings {
  readonly plugin: 'flannel';
  /** @default "vxlan" */
  readonly backend: 'vxlan' | 'host-gw';
}

/** The apt repository of the Kubernetes packages. */
export interface AptRepository {
  /** @default "https://pkgs.k8s.io/core:/stable:/v<minor>/deb/" */
  readonly url: string;
  /** Fingerprint of the key that signs it, 40 hexadecimal digits. @default - that of pkgs.k8s.io */
  readonly keyFingerprint: string;
}

export interface ContainerRuntimeSettings {
  /** `auto`: what is already installed, else the distribution's containerd. @default "auto" */
  readonly package: 'auto' | 'containerd' | 'containerd.io';
}

/** Backends whose settings nuclab knows one by one. */
export type TypedBackendType = 'local' | 'pg' | 'http' | 's3';

/** Backends whose settings nuclab passes on to Terraform as they are written. */
export type OtherBackendType =
  'gcs' | 'azurerm' | 'consul' | 'kubernetes' | 'cos' | 'oss' | 'remote' | 'cloud';

export type BackendType = TypedBackendType | OtherBackendType;

export type BackendSetting =
  string | number | boolean | readonly BackendSetting[] | { readonly [name: string]: BackendSetting };

/**
 * Where Terraform keeps the lab's state: the type and the settings of that backend, named as in lab.yaml. Those of the
 * other types are in one map, `settings`.
 */
export type Backend = { readonly type: BackendType } & Readonly<Record<string, BackendSetting>>;
