/** What probe-host.sh found on one host; what it could not read is undefined or an empty list. */
export interface HostFacts {
  readonly os: { readonly id?: string; readonly version?: string; readonly name?: string };
  /** As `uname -m` says it, e.g. `x86_64`. */
  readonly machine?: string;
  readonly kernel?: string;
  readonly cpus?: number;
  readonly memoryKilobytes?: number;
  /** Swap devices and files in use. */
  readonly swap: readonly string[];
  /** Kind of container the host runs in, e.g. `lxc`; undefined on hardware and virtual machines. */
  readonly container?: string;
  /** Capability bounding set. */
  readonly capabilities?: bigint;
  /** File system type of /sys/fs/cgroup: `cgroup2fs` means version 2. */
  readonly cgroup?: string;
  readonly bash?: string;
  /** State of the running systemd, e.g. `running` or `degraded`; undefined when systemd does not run. */
  readonly systemd?: string;
  /** Active services, e.g. `chrony.service`. */
  readonly units: readonly string[];
  /** Whether the kernel considers its clock synchronised. */
  readonly timeSynchronized?: boolean;
  readonly clock?: Clock;
  readonly kernelFeatures: Readonly<Record<string, string>>;
  readonly disks: readonly Space[];
  readonly inodes: readonly Space[];
  /** Folders that cannot be written to. */
  readonly readOnly: readonly string[];
  readonly hostname?: string;
  /** IPv4 addresses the host finds for its own name. */
  readonly hostnameAddresses: readonly string[];
  readonly machineId?: string;
  readonly bootId?: string;
  readonly productUuid?: string;
  readonly interfaces: readonly NetworkInterface[];
  /** Name servers that pods would be given. */
  readonly nameServers: readonly string[];
  /** Undefined when the host cannot list its sockets. */
  readonly listeners?: readonly Listener[];
  readonly kubeconfigs: readonly Kubeconfig[];
  readonly caSha256?: string;
  /** Phases nuclab has finished on this host. */
  readonly markers: readonly string[];
  readonly swarm: boolean;
  readonly aptLock?: { readonly file: string; readonly pid: number; readonly process: string };
  readonly dpkgInterrupted: boolean;
  readonly ufw: boolean;
  /** Kinds of package sources that are not on the network, e.g. `cdrom`. */
  readonly sourceSchemes: readonly string[];
  readonly urls: readonly UrlAnswer[];
  readonly peers: readonly PeerAnswer[];
}

/** The host's clock against the operator's: the true offset lies within `uncertaintySeconds` of `offsetSeconds`. */
export interface Clock {
  /** Positive when the host is ahead. */
  readonly offsetSeconds: number;
  /** Half the time between sending the probe and hearing the host's time. */
  readonly uncertaintySeconds: number;
}

/** Space or inodes for one folder. */
export interface Space {
  readonly path: string;
  readonly mount: string;
  /** Kilobytes, or a count of inodes. */
  readonly available: number;
  readonly total: number;
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

export interface Kubeconfig {
  /** `kubelet.conf` or `admin.conf`. */
  readonly file: string;
  readonly server: string;
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
