import { rmSync } from 'node:fs';
import type { PhaseName } from '../../../phases';
import type { Workspace } from '../../../virtual-lab/workspace';

/** One thing that an admin or a student breaks by hand, and how the plan has to name it. */
export interface Drift {
  readonly kind: string;
  /** Role of the host that is broken. */
  readonly host: 'control-plane' | 'worker';
  /** What breaks it: bash as root on the host. */
  readonly onHost?: string;
  /** What breaks it: bash as root on the first control plane; HOST stands for the host's name. */
  readonly onControlPlane?: string;
  /** What breaks it on the operator's computer. */
  readonly here?: (workspace: Workspace) => void;
  /** The only step that the plan may show. */
  readonly phase: PhaseName;
  /** Matches the end of the reason: nothing else may follow. */
  readonly reason: RegExp;
}

const kubectl = 'kubectl --kubeconfig /etc/kubernetes/admin.conf';
const manifests = '/etc/kubernetes/manifests';
const containerdConfig = '/etc/containerd/config.toml';

/** The installed version of a package with another number, so that no second version has to be in a repository. */
const repackaged = (name: string): string => `set -e
folder=$(mktemp -d)
chmod 755 "$folder"
cd "$folder"
apt-get -q download "${name}=$(dpkg-query -W -f '\${Version}' ${name})"
dpkg-deb -R ${name}_*.deb tree
sed -i 's/Version: .*/&+changed/' tree/DEBIAN/control
dpkg-deb -Znone -b tree changed.deb
DEBIAN_FRONTEND=noninteractive dpkg --force-confold -i changed.deb
apt-mark hold ${name}`;

const dropIn = (unit: string, text: string): string =>
  `mkdir -p /etc/systemd/system/${unit}.service.d
printf '[Service]\\n${text}\\n' >/etc/systemd/system/${unit}.service.d/20-extra.conf
systemctl daemon-reload
systemctl restart ${unit}`;

const base: readonly Omit<Drift, 'host' | 'phase'>[] = [
  {
    kind: 'a swap line in /etc/fstab',
    onHost: `echo '/swapfile none swap sw 0 0' >>/etc/fstab`,
    reason: /\/etc\/fstab turns swap on at boot \(\/swapfile\), applied off$/,
  },
  {
    kind: 'a swap unit that is enabled',
    onHost: `printf '[Swap]\\nWhat=/swapfile\\n[Install]\\nWantedBy=multi-user.target\\n' >/etc/systemd/system/swapfile.swap
systemctl daemon-reload
systemctl enable swapfile.swap`,
    reason: /swapfile\.swap turns swap on at boot, applied off$/,
  },
  {
    kind: 'swap.target unmasked',
    onHost: 'systemctl unmask swap.target',
    reason: /swap\.target may turn swap on at boot, applied masked$/,
  },
  {
    kind: 'the host name changed',
    onHost: 'hostname lab-pc && echo lab-pc >/etc/hostname',
    reason: /hostname is lab-pc, applied nuc0[23]$/,
  },
  {
    kind: 'an entry of /etc/hosts missing',
    onHost: `sed -i '/ nuc01$/d' /etc/hosts`,
    reason: /\/etc\/hosts lacks nuc01 10\.[\d.]+$/,
  },
  {
    kind: 'an entry of /etc/hosts changed',
    onHost: `sed -i 's/^[0-9.]* nuc01$/10.9.9.9 nuc01/' /etc/hosts`,
    reason: /\/etc\/hosts gives nuc01 10\.9\.9\.9, applied 10\.[\d.]+$/,
  },
  {
    kind: 'the list of kernel modules gone',
    onHost: 'rm /etc/modules-load.d/nuclab.conf',
    reason: /\/etc\/modules-load\.d\/nuclab\.conf is missing, expected present$/,
  },
  {
    kind: 'a kernel setting changed at run time',
    onHost: 'echo 0 >/proc/sys/net/ipv4/ip_forward',
    reason: /net\.ipv4\.ip_forward is 0, applied 1$/,
  },
  {
    kind: 'the file of the kernel settings gone',
    onHost: 'rm /etc/sysctl.d/zz-nuclab.conf',
    reason: /\/etc\/sysctl\.d\/zz-nuclab\.conf is missing, expected present$/,
  },
  {
    kind: 'unattended upgrades let loose on the cluster',
    onHost: 'rm /etc/apt/apt.conf.d/52nuclab-unattended-upgrades',
    reason: /unattended upgrades may touch kubelet and containerd, expected not to$/,
  },
];

const packages: readonly Omit<Drift, 'host' | 'phase'>[] = [
  {
    kind: 'the hold of a package removed',
    onHost: 'apt-mark unhold kubelet',
    reason: /kubelet is not held, applied held$/,
  },
  ...['kubelet', 'kubeadm', 'cri-tools', 'kubernetes-cni'].map((name) => ({
    kind: `another version of ${name}`,
    onHost: repackaged(name),
    reason: new RegExp(`${name} \\S+\\+changed, applied \\S+$`),
  })),
  {
    kind: "kubelet's unit file edited where its package put it",
    onHost: `sed -i 's/RestartSec=.*/RestartSec=99/' /usr/lib/systemd/system/kubelet.service`,
    reason: /RestartSec is 99 in \/usr\/lib\/systemd\/system\/kubelet\.service, applied 10$/,
  },
  {
    kind: 'the package source gone',
    onHost: 'rm /etc/apt/sources.list.d/kubernetes.sources',
    reason: /\/etc\/apt\/sources\.list\.d\/kubernetes\.sources is missing, expected present$/,
  },
];

const runtime: readonly Omit<Drift, 'host' | 'phase'>[] = [
  {
    kind: 'containerd stopped',
    onHost: 'systemctl stop containerd',
    reason: /containerd is stopped, applied running$/,
  },
  {
    kind: 'containerd disabled',
    onHost: 'systemctl disable containerd',
    reason: /containerd is disabled at boot, applied enabled$/,
  },
  {
    kind: 'containerd masked and stopped',
    onHost: 'systemctl mask --now containerd',
    reason: /containerd is masked, applied enabled$/,
  },
  {
    kind: 'another version of containerd',
    onHost: repackaged('containerd'),
    reason: /containerd \S+\+changed, applied \S+$/,
  },
  {
    kind: 'the hold of runc removed',
    onHost: 'apt-mark unhold runc',
    reason: /runc is not held, applied held$/,
  },
  {
    kind: 'the cgroup driver of containerd changed',
    onHost: `sed -i 's/SystemdCgroup = true/SystemdCgroup = false/' ${containerdConfig} && systemctl restart containerd`,
    reason: /SystemdCgroup is false in \/etc\/containerd\/config\.toml, applied true$/,
  },
  {
    kind: 'the pause image of containerd changed',
    onHost: `sed -i 's/\\(pause:\\)[0-9.]*/\\13.1/' ${containerdConfig} && systemctl restart containerd`,
    reason: /sandbox_image is changed in \/etc\/containerd\/config\.toml, expected the applied value$/,
  },
  {
    kind: 'containerd without its Kubernetes interface',
    onHost: `sed -i '1i disabled_plugins = ["io.containerd.grpc.v1.cri"]' ${containerdConfig} && systemctl restart containerd`,
    reason: /disabled_plugins is in \/etc\/containerd\/config\.toml, expected none$/,
  },
  {
    kind: 'a registry mirror edited',
    onHost: `sed -i 's/server = .*/server = "https:\\/\\/elsewhere"/' /etc/containerd/certs.d/registry.k8s.io/hosts.toml`,
    reason:
      /server is changed in \/etc\/containerd\/certs\.d\/registry\.k8s\.io\/hosts\.toml, expected the applied value$/,
  },
  {
    kind: 'a drop-in for containerd',
    onHost: dropIn('containerd', 'Environment=HTTP_PROXY=http://elsewhere:3128'),
    reason: /\/etc\/systemd\/system\/containerd\.service\.d\/20-extra\.conf is present, expected none$/,
  },
];

const kubelet: readonly Omit<Drift, 'host' | 'phase'>[] = [
  {
    kind: 'kubelet stopped',
    onHost: 'systemctl stop kubelet',
    reason: /kubelet is stopped, applied running$/,
  },
  {
    kind: 'kubelet disabled',
    onHost: 'systemctl disable kubelet',
    reason: /kubelet is disabled at boot, applied enabled$/,
  },
  {
    kind: 'kubelet masked and stopped',
    onHost: 'systemctl mask --now kubelet',
    reason: /kubelet is masked, applied enabled$/,
  },
  {
    kind: "kubelet's configuration edited",
    onHost: `echo 'maxPods: 20' >>/var/lib/kubelet/config.yaml && systemctl restart kubelet`,
    reason: /maxPods is 20 in \/var\/lib\/kubelet\/config\.yaml, expected none$/,
  },
  {
    kind: "kubelet's configuration broken, so that it cannot start",
    onHost: `sed -i 's/cgroupDriver: .*/cgroupDriver: nonsense/' /var/lib/kubelet/config.yaml && systemctl restart kubelet`,
    reason: /cgroupDriver is nonsense in \/var\/lib\/kubelet\/config\.yaml, applied systemd$/,
  },
  {
    kind: 'the flags that kubeadm gave kubelet edited',
    onHost: `sed -i 's/"$/ --v=3"/' /var/lib/kubelet/kubeadm-flags.env && systemctl restart kubelet`,
    reason:
      /KUBELET_KUBEADM_ARGS is changed in \/var\/lib\/kubelet\/kubeadm-flags\.env, expected the applied value$/,
  },
  {
    kind: 'extra arguments for kubelet',
    onHost: `echo 'KUBELET_EXTRA_ARGS=--max-pods=20' >/etc/default/kubelet && systemctl restart kubelet`,
    reason: /KUBELET_EXTRA_ARGS is changed in \/etc\/default\/kubelet, expected the applied value$/,
  },
  {
    kind: 'a drop-in for kubelet',
    onHost: dropIn('kubelet', 'CPUWeight=50'),
    reason: /\/etc\/systemd\/system\/kubelet\.service\.d\/20-extra\.conf is present, expected none$/,
  },
];

const controlPlane: readonly Omit<Drift, 'host' | 'phase'>[] = [
  {
    kind: 'kube-apiserver.yaml moved away',
    onHost: `mv ${manifests}/kube-apiserver.yaml /root/ && sleep 8`,
    reason: /\/etc\/kubernetes\/manifests\/kube-apiserver\.yaml is missing, expected present$/,
  },
  {
    kind: 'the manifest of the scheduler edited',
    onHost: `sed -i 's/^    - kube-scheduler$/&\\n    - --v=1/' ${manifests}/kube-scheduler.yaml`,
    reason: /--v is 1 in \/etc\/kubernetes\/manifests\/kube-scheduler\.yaml, expected none$/,
  },
  {
    kind: 'a manifest with an image that does not exist',
    onHost: `sed -i 's/\\(image: .*:\\).*/\\1v9.9.9/' ${manifests}/kube-controller-manager.yaml`,
    reason:
      /image is changed in \/etc\/kubernetes\/manifests\/kube-controller-manager\.yaml, expected the applied value$/,
  },
  {
    kind: 'etcd.yaml removed',
    onHost: `rm ${manifests}/etcd.yaml && sleep 8`,
    reason: /\/etc\/kubernetes\/manifests\/etcd\.yaml is missing, expected present$/,
  },
  {
    kind: 'admin.conf gone',
    onHost: 'rm /etc/kubernetes/admin.conf',
    reason: /\/etc\/kubernetes\/admin\.conf is missing, expected present$/,
  },
  {
    kind: 'the kubeconfig of the admin user gone',
    onHost: 'rm /home/*/.kube/config',
    reason: /\/home\/[^/]+\/\.kube\/config is missing, expected present$/,
  },
  {
    kind: 'kubelet stopped on the control plane',
    onHost: 'systemctl stop kubelet',
    reason: /kubelet is stopped, applied running$/,
  },
  {
    kind: 'the Node object of the control plane deleted',
    onHost: `${kubectl} delete node "$(hostname)"`,
    reason: /node nuc01 is not registered, applied registered$/,
  },
];

const network: readonly Omit<Drift, 'host' | 'phase'>[] = [
  {
    kind: 'flannel removed',
    onHost: `${kubectl} delete namespace kube-flannel`,
    reason: /flannel is not installed, applied [\d.]+$/,
  },
  {
    kind: 'the DaemonSet of flannel removed',
    onHost: `${kubectl} -n kube-flannel delete daemonset kube-flannel-ds`,
    reason: /DaemonSet kube-flannel-ds of flannel is missing, expected present$/,
  },
  {
    kind: 'the settings of flannel changed',
    onHost: `${kubectl} -n kube-flannel patch configmap kube-flannel-cfg --type=merge -p '{"data":{"net-conf.json":"{}"}}'`,
    reason: /ConfigMap kube-flannel-cfg of flannel is changed, applied [\d.]+ with [\d./]+ and \S+$/,
  },
];

const nodes: readonly Omit<Drift, 'host' | 'phase'>[] = [
  {
    kind: 'a node cordoned',
    onControlPlane: `${kubectl} cordon HOST`,
    reason: /nuc0[23] is cordoned, applied schedulable$/,
  },
  {
    kind: 'a label lost',
    onControlPlane: `${kubectl} label node HOST node-role.kubernetes.io/worker-`,
    reason: /nuc0[23] lacks label node-role\.kubernetes\.io\/worker=$/,
  },
  {
    kind: 'a label changed',
    onControlPlane: `${kubectl} label node HOST node-role.kubernetes.io/worker=student --overwrite`,
    reason:
      /nuc0[23] has label node-role\.kubernetes\.io\/worker=student, applied node-role\.kubernetes\.io\/worker=$/,
  },
  {
    kind: 'the taint of the control plane lost',
    onControlPlane: `${kubectl} taint node nuc01 node-role.kubernetes.io/control-plane-`,
    reason: /nuc01 lacks taint node-role\.kubernetes\.io\/control-plane:NoSchedule$/,
  },
];

const on = (
  host: Drift['host'],
  phase: PhaseName,
  rows: readonly Omit<Drift, 'host' | 'phase'>[],
): readonly Drift[] => rows.map((row) => ({ ...row, host, phase }));

/** Every kind that virtual hosts can show. Each begins from a lab that is as it was deployed, and is repaired before the next. */
export const driftTable: readonly Drift[] = [
  ...on('worker', 'base', base),
  ...on('worker', 'kubernetes-packages', packages),
  ...on('worker', 'container-runtime', runtime),
  ...on('worker', 'worker', kubelet),
  {
    kind: 'a Node object deleted',
    host: 'worker',
    onControlPlane: `${kubectl} delete node HOST`,
    phase: 'worker',
    reason: /node nuc0[23] is not registered, applied registered$/,
  },
  ...on('worker', 'nodes', nodes),
  ...on('control-plane', 'control-plane', controlPlane),
  {
    kind: 'containerd stopped on the control plane',
    host: 'control-plane',
    onHost: 'systemctl stop containerd',
    phase: 'container-runtime',
    reason: /containerd is stopped, applied running$/,
  },
  ...on('control-plane', 'network', network),
  {
    kind: 'admin.conf open to others',
    host: 'control-plane',
    onHost: 'chmod 644 /etc/kubernetes/admin.conf',
    phase: 'kubeconfig',
    reason: /\/etc\/kubernetes\/admin\.conf has owner and mode 0 644, applied 0 600$/,
  },
  {
    kind: "the operator's kubeconfig gone",
    host: 'control-plane',
    here: (workspace) => rmSync(workspace.kubeconfig),
    phase: 'kubeconfig',
    reason: /\S+ is missing on this computer, expected present$/,
  },
  {
    // Last: the firewall stays on, with what the cluster needs open.
    kind: 'a firewall that closes the ports of the cluster',
    host: 'worker',
    onHost: `export DEBIAN_FRONTEND=noninteractive
apt-get -q -y install ufw && sed -i 's/IPV6=.*/IPV6=no/' /etc/default/ufw && ufw allow 22/tcp && ufw --force enable`,
    phase: 'base',
    reason: /ufw closes port 10250\/tcp from 10\.[\d.]+, applied open$/,
  },
];

/** Kinds that only a machine of its own can show: containers have neither swap, clock nor kernel modules to themselves. */
export const machineDriftTable: readonly Drift[] = on('worker', 'base', [
  {
    kind: 'swap on',
    onHost: 'fallocate -l 64M /swapfile && chmod 600 /swapfile && mkswap /swapfile && swapon /swapfile',
    reason: /swap is on \(\/swapfile\), applied off$/,
  },
  {
    kind: 'a kernel module removed',
    onHost: 'modprobe -r br_netfilter',
    reason: /kernel module br_netfilter is not loaded, applied loaded$/,
  },
  {
    kind: 'the connection table made small',
    onHost: 'echo 4096 >/proc/sys/net/netfilter/nf_conntrack_max',
    reason: /net\.netfilter\.nf_conntrack_max is 4096, expected at least 131072$/,
  },
  {
    kind: 'the clock service stopped',
    onHost: 'systemctl stop systemd-timesyncd',
    reason: /systemd-timesyncd is stopped, applied running$/,
  },
]);
