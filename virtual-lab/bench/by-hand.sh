#!/usr/bin/env bash
# Job: the work of a deploy as an experienced admin would script it: plain shell over OpenSSH with shared connections, all hosts side by side.
# Inputs: LAB_USER, LAB_KEY, LAB_KNOWN_HOSTS, LAB_HOSTS ("nuc01=10.0.0.11 …", the first is the control plane), REPOSITORY and REGISTRY (URLs),
#   VERSION, FLANNEL (file), WORK (folder).
# Effects: a cluster on freshly installed hosts; not re-runnable, checks nothing: the yardstick of npm run bench.
# Exit codes: 0 every node Ready and CoreDNS running, otherwise that of the first command that failed.
set -euo pipefail

: "${LAB_USER:?}" "${LAB_KEY:?}" "${LAB_KNOWN_HOSTS:?}" "${LAB_HOSTS:?}" "${REPOSITORY:?}" "${REGISTRY:?}" "${VERSION:?}" "${FLANNEL:?}" "${WORK:?}"
read -ra hosts <<<"${LAB_HOSTS}"
minor=${VERSION%.*}

on() {
  local address=$1
  shift
  ssh -o ControlMaster=auto -o "ControlPath=${WORK}/%C" -o ControlPersist=60 -o "UserKnownHostsFile=${LAB_KNOWN_HOSTS}" \
    -o BatchMode=yes -i "${LAB_KEY}" "${LAB_USER}@${address}" "$@"
}

hosts_file() { for host in "${hosts[@]}"; do printf '%s %s\n' "${host#*=}" "${host%%=*}"; done; }

prepare() {
  local name=$1 address=$2
  on "${address}" sudo env DEBIAN_FRONTEND=noninteractive "NAME=${name}" "HOSTS='$(hosts_file)'" "REPOSITORY=${REPOSITORY}" \
    "REGISTRY=${REGISTRY}" "VERSION=${VERSION}" bash -s <<'HOST'
set -euo pipefail
hostnamectl set-hostname "${NAME}"
printf '%s\n' "${HOSTS}" >>/etc/hosts
swapoff -a || true
sed -i '/\sswap\s/s/^/#/' /etc/fstab
printf 'overlay\nbr_netfilter\n' >/etc/modules-load.d/k8s.conf
modprobe -a overlay br_netfilter 2>/dev/null || true
printf 'net.bridge.bridge-nf-call-iptables = 1\nnet.ipv4.ip_forward = 1\n' >/etc/sysctl.d/k8s.conf
sysctl -q --system >/dev/null 2>&1 || true
mkdir -p /etc/apt/keyrings
curl -fsS "${REPOSITORY}Release.key" | gpg --dearmor -o /etc/apt/keyrings/k8s.gpg
echo "deb [signed-by=/etc/apt/keyrings/k8s.gpg] ${REPOSITORY} /" >/etc/apt/sources.list.d/k8s.list
apt-get -qq update
apt-get -qq install -y --no-install-recommends containerd "kubeadm=${VERSION}-1.1" "kubelet=${VERSION}-1.1" "kubectl=${VERSION}-1.1" >/dev/null
apt-mark hold kubeadm kubelet kubectl >/dev/null
mkdir -p /etc/containerd
pause=$(kubeadm config images list --kubernetes-version "v${VERSION}" 2>/dev/null | grep /pause:)
oom=false
(echo -1 >/proc/self/oom_score_adj) 2>/dev/null || oom=true
containerd config default |
  sed "s/SystemdCgroup = false/SystemdCgroup = true/; s#bin_dir = .*#bin_dir = \"/opt/cni/bin\"#; s#config_path = \"\"#config_path = \"/etc/containerd/certs.d\"#
       s#sandbox_image = .*#sandbox_image = \"${pause}\"#; s/restrict_oom_score_adj = false/restrict_oom_score_adj = ${oom}/" >/etc/containerd/config.toml
for registry in registry.k8s.io ghcr.io docker.io; do
  mkdir -p "/etc/containerd/certs.d/${registry}"
  printf '[host."%s"]\n  capabilities = ["pull", "resolve"]\n' "${REGISTRY}" >"/etc/containerd/certs.d/${registry}/hosts.toml"
done
systemctl restart containerd
HOST
}

for host in "${hosts[@]}"; do prepare "${host%%=*}" "${host#*=}" & done
for _ in "${hosts[@]}"; do wait -n; done

control_plane=${hosts[0]#*=}
api=v1beta4
[[ ${minor} == 1.28 || ${minor} == 1.29 || ${minor} == 1.30 ]] && api=v1beta3
on "${control_plane}" sudo bash -s >/dev/null <<HOST
set -euo pipefail
cat >/root/init.yaml <<CONFIG
apiVersion: kubeadm.k8s.io/${api}
kind: InitConfiguration
localAPIEndpoint: {advertiseAddress: ${control_plane}}
---
apiVersion: kubeadm.k8s.io/${api}
kind: ClusterConfiguration
kubernetesVersion: v${VERSION}
controlPlaneEndpoint: ${control_plane}:6443
networking: {podSubnet: 10.244.0.0/16}
---
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
conntrack: {maxPerCore: 0, min: 0}
CONFIG
kubeadm init --config /root/init.yaml
HOST
join=$(on "${control_plane}" sudo kubeadm token create --print-join-command)
on "${control_plane}" sudo kubectl --kubeconfig /etc/kubernetes/admin.conf apply -f - <"${FLANNEL}" >/dev/null
for host in "${hosts[@]:1}"; do on "${host#*=}" "sudo ${join}" >/dev/null & done
for _ in "${hosts[@]:1}"; do wait -n; done

on "${control_plane}" sudo bash -s <<'HOST'
export KUBECONFIG=/etc/kubernetes/admin.conf
kubectl wait --for=condition=Ready nodes --all --timeout=300s >/dev/null
kubectl -n kube-system rollout status deployment/coredns --timeout=300s >/dev/null
HOST
