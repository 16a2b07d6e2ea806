#!/usr/bin/env bash
# Job: create one virtual host's disk, as an administrator has it after installing Debian with an SSH server and a user.
# Inputs: $1 host directory with host.env; the lab directory above it with id_ed25519.pub and, if sudo asks for a password, sudo-password (user:hash).
# Effects: overlay and real directories in the host directory; nothing if the host is already complete.
# Exit codes: 0 made or already there, 1 failed.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=virtual-lab/hosts/common.sh
source "$here/common.sh"

directory=${1:?host directory missing}
lab=$(dirname "$(dirname "$directory")")
# shellcheck source=/dev/null
source "$directory/host.env"
: "${HOST:?}" "${ROOT:?}" "${GATEWAY:?}" "${SSH_USER:?}"

[[ ! -e $directory/made ]] || exit 0
# An own mount namespace: whatever happens, no mount stays behind on the operator's machine.
if [[ ${2-} != --in-namespace ]]; then
  exec unshare --mount "$0" "$directory" --in-namespace
fi

make_user() {
  chroot . useradd --create-home --shell /bin/bash --groups sudo "$SSH_USER"
  install -d -m 700 "home/$SSH_USER/.ssh"
  install -m 600 "$lab/id_ed25519.pub" "home/$SSH_USER/.ssh/authorized_keys"
  chroot . chown -R "$SSH_USER:$SSH_USER" "/home/$SSH_USER/.ssh"
  if [[ -e $lab/sudo-password ]]; then
    chroot . chpasswd --encrypted <"$lab/sudo-password"
  else
    printf '%s ALL=(ALL) NOPASSWD: ALL\n' "$SSH_USER" >"etc/sudoers.d/$SSH_USER"
    chmod 440 "etc/sudoers.d/$SSH_USER"
  fi
}

make_identity() {
  tr -d - </proc/sys/kernel/random/uuid >etc/machine-id
  chmod 444 etc/machine-id
  chroot . ssh-keygen -A >/dev/null
  echo debian >etc/hostname
  printf '%s\n' '127.0.0.1 localhost' '127.0.1.1 debian' '::1 localhost ip6-localhost ip6-loopback' >etc/hosts
  printf 'PermitRootLogin no\n' >etc/ssh/sshd_config.d/10-installed.conf
}

# The installer's swap file and its fstab line: systemd ignores them in a container, the line is there to be found.
make_swap() {
  truncate -s 64M swapfile
  chmod 600 swapfile
  mkswap -q swapfile
  printf '/swapfile none swap sw 0 0\n' >etc/fstab
}

make_package_access() {
  if [[ -n ${PROXY-} ]]; then
    printf 'Acquire::http::Proxy "%s";\nAcquire::http::Proxy::%s "DIRECT";\n' "$PROXY" "$GATEWAY" \
      >etc/apt/apt.conf.d/90lab-proxy
  fi
  printf 'force-unsafe-io\n' >etc/dpkg/dpkg.cfg.d/90lab
  cp "$lab/resolv.conf" etc/resolv.conf
}

rm -rf "$directory"/{upper,work,merged,real}
mkdir -p "$directory"/{upper,work,merged} "$directory"/real/{containerd,docker,kubelet,etcd}
mount -t overlay overlay -o "lowerdir=$ROOT,upperdir=$directory/upper,workdir=$directory/work" "$directory/merged"
cd "$directory/merged"
make_user
make_identity
make_swap
make_package_access
touch "$directory/made"
