import type { HostLock } from '../locks/host-lock';
import type { StepFacts } from './step-facts';

export type { HostLock } from '../locks/host-lock';

/**
 * What one host said of itself. A part that was not asked for is absent; within a part, what could not be read is
 * undefined or an empty list. Every text is one redacted line without control characters.
 */
export interface HostFacts {
  readonly name: string;
  readonly address: string;
  readonly reached: true;
  readonly identity: IdentityFacts;
  readonly system: SystemFacts;
  readonly usage: UsageFacts;
  readonly storage?: StorageFacts;
  readonly network?: NetworkFacts;
  readonly packages?: PackageFacts;
  readonly membership?: MembershipFacts;
  readonly reach?: ReachFacts;
  /** Installed versions: `containerd`, `kubeadm`, `kubelet`, `kubectl`, without `v` and package revision. */
  readonly versions: Readonly<Record<string, string>>;
  /** Below /etc/kubernetes/pki and kubelet's own, sorted by name. */
  readonly certificates: readonly Certificate[];
  /** In the order of the phases; one for each marker of the host. */
  readonly steps: readonly StepFacts[];
  /** Who works on the host right now. @default - nobody */
  readonly lock?: HostLock;
}

export interface IdentityFacts {
  readonly machineId?: string;
  readonly bootId?: string;
  readonly hostname?: string;
  /** Fingerprint of the host key that was verified, `SHA256:…`. */
  readonly hostKey?: string;
  /** Of the mainboard; some boards all have the same. */
  readonly productUuid?: string;
}

export interface SystemFacts {
  /** Pretty name, e.g. `Debian GNU/Linux 13 (trixie)`. */
  readonly os?: string;
  /** `debian`, `ubuntu`. */
  readonly osId?: string;
  /** `13`, `24.04`; Debian testing and unstable have none. */
  readonly osVersion?: string;
  readonly kernel?: string;
  /** As `uname -m` says it, e.g. `x86_64`. */
  readonly architecture?: string;
  /** Kind of container the host runs in, e.g. `lxc`; undefined on hardware and virtual machines. */
  readonly container?: string;
  /** Capability bounding set, hexadecimal. */
  readonly capabilities?: string;
  /** File system type of /sys/fs/cgroup: `cgroup2fs` means version 2. */
  readonly cgroup?: string;
  /** Path of bash. */
  readonly bash?: string;
  /** State of the running systemd, e.g. `running` or `degraded`; undefined when systemd does not run. */
  readonly systemd?: string;
  /** Active services, e.g. `chrony.service`. */
  readonly units?: readonly string[];
  /** Whether the host considers its clock synchronised. */
  readonly timeSynchronized?: boolean;
  readonly clock?: Clock;
  /** `present`, `loadable` or `missing`. */
  readonly kernelFeatures?: Readonly<Record<string, string>>;
}

/** The host's clock against the operator's: the true offset lies within `uncertaintySeconds` of `offsetSeconds`. */
export interface Clock {
  /** Positive when the host is ahead. */
  readonly offsetSeconds: number;
  /** Half the time between asking and hearing the host's time. */
  readonly uncertaintySeconds: number;
}

export interface UsageFacts {
  readonly uptimeSeconds?: number;
  /** One-minute load average. */
  readonly load?: number;
  readonly cpus?: number;
  readonly memoryKilobytes?: number;
  readonly memoryAvailableKilobytes?: number;
  /** Of the file system that holds /var/lib. */
  readonly diskKilobytes?: number;
  readonly diskAvailableKilobytes?: number;
}

export interface StorageFacts {
  readonly disks: readonly Space[];
  readonly inodes: readonly Space[];
  /** Folders that cannot be written to. */
  readonly readOnly: readonly string[];
  /** Swap devices and files in use. */
  readonly swap: readonly string[];
}

/** Space or inodes for one folder. */
export interface Space {
  readonly path: string;
  readonly mount: string;
  /** Kilobytes, or a count of inodes. */
  readonly available: number;
  readonly total: number;
}

export interface NetworkFacts {
  readonly interfaces: readonly NetworkInterface[];
  /** Name servers that pods would be given. */
  readonly nameServers: readonly string[];
  /** Undefined when the host cannot list its sockets. */
  readonly listeners?: readonly Listener[];
  /** Whether ufw is on; its service also runs when it is off. */
  readonly ufw: boolean;
}

export interface NetworkInterface {
  readonly name: string;
  readonly address: string;
  readonly mac?: string;
}

export interface Listener {
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  /** Undefined for the kernel's own sockets. */
  readonly pid?: number;
  readonly process?: string;
}

export interface PackageFacts {
  /** Addresses in apt's lists, without user and password. */
  readonly sources: readonly string[];
  readonly aptLock?: { readonly file: string; readonly pid: number; readonly process: string };
  readonly dpkgInterrupted: boolean;
}

/** Where a host belongs, as its own files say. */
export interface MembershipFacts {
  readonly kubeconfigs: readonly Kubeconfig[];
  /** SHA-256 fingerprint of the cluster's CA certificate, of a node. */
  readonly caFingerprint?: string;
  /** Phases nuclab finished on this host. */
  readonly finished: readonly string[];
  readonly swarm: boolean;
}

export interface Kubeconfig {
  /** `kubelet.conf` or `admin.conf`. */
  readonly file: string;
  readonly server: string;
}

export interface ReachFacts {
  /** IPv4 addresses the host finds for its own name. */
  readonly hostnameAddresses: readonly string[];
  /** Kinds of package sources that are not on the network, e.g. `cdrom`. */
  readonly sourceSchemes: readonly string[];
  readonly urls: readonly UrlAnswer[];
  readonly peers: readonly PeerAnswer[];
}

/** `repository`: key of the Kubernetes packages; `source`: a package source of the host; `image`: a registry. */
export type UrlKind = 'repository' | 'source' | 'image';

export interface UrlAnswer {
  readonly kind: UrlKind;
  readonly url: string;
  /** HTTP status; undefined when there was no answer. */
  readonly status?: number;
  /** curl's exit code; undefined when the host has nothing to ask with. */
  readonly error?: number;
  /** Without user and password. */
  readonly proxy?: string;
}

export interface PeerAnswer {
  readonly address: string;
  readonly port: number;
  readonly reached: boolean;
  /** Why not, in the host's words. */
  readonly reason?: string;
}

export interface Certificate {
  /** Path without `/etc/kubernetes/pki/` and `.crt`: `apiserver`, `etcd/server`; `kubelet-client` for kubelet's own. */
  readonly name: string;
  /** UTC: `2027-11-21T11:52:03Z`. */
  readonly expiresAt: string;
}
