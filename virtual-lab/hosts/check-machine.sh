#!/usr/bin/env bash
# Job: make sure this machine can run virtual hosts, and install the Debian packages that are missing for it.
# Inputs: $1 number of hosts to start, $2 directory for the labs' state, $3 "upstream" if hosts use the internet.
# Effects: apt-get install of missing tools, kernel modules loaded; each said in one line.
# Exit codes: 0 ready, 1 not usable, with the reason.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=virtual-lab/hosts/common.sh
source "$here/common.sh"

count=${1:?number of hosts missing}
state=${2:?state directory missing}
mode=${3:-mirror}

[[ $(uname -s) == Linux ]] || die "this is $(uname -s), virtual hosts need Linux: run the lab in a Debian or Ubuntu virtual machine"
[[ $EUID -eq 0 ]] || die "virtual hosts need root, this is user $(id -un): run it with sudo, or in a virtual machine you own"
command -v apt-get >/dev/null ||
  die "apt-get is missing, the lab is built from Debian packages: run it on Debian 12 or Ubuntu 22.04 or newer"

need_space() {
  local have=$1 want=$2 what=$3 fix=$4
  ((have >= want)) || die "$what has $have MiB free, $count hosts need $want: $fix"
}

mkdir -p "$state"
need_space "$(awk '/^MemAvailable/ {print int($2 / 1024)}' /proc/meminfo)" $((count * 1024 + 512)) 'memory' \
  'start fewer hosts or stop other labs (npm run lab -- down)'
need_space "$(df --output=avail -BM "$state" | tail -n 1 | tr -dc 0-9)" $((count * 2048 + 4096)) "$state" \
  'free some, or name another directory in NUCLAB_LAB_STATE'

missing=()
need_command() { command -v "$1" >/dev/null || missing+=("$2"); }
need_command systemd-nspawn systemd-container
need_command mmdebstrap mmdebstrap
need_command ip iproute2
need_command ssh-keygen openssh-client
need_command openssl openssl
need_command nsenter util-linux
need_command mkswap util-linux
need_command sysctl procps
[[ $mode != upstream ]] || need_command iptables iptables
[[ -e /usr/share/keyrings/debian-archive-keyring.gpg ]] || missing+=(debian-archive-keyring)
if ((${#missing[@]} > 0)); then
  say "installing ${missing[*]} on this machine"
  log=$(mktemp)
  if ! { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
    tail -n 5 "$log" >&2
    die "apt-get could not install ${missing[*]}: install them yourself, then run this again"
  fi
  rm -f "$log"
fi

# Built in on some machines, modules on others; hosts use them, and can only load them if this machine can.
for module in overlay veth bridge br_netfilter vxlan nf_conntrack; do
  modprobe --quiet "$module" 2>/dev/null || true
done
grep -qw overlay /proc/filesystems || die 'this kernel has no overlay file system: use a kernel with CONFIG_OVERLAY_FS'
unshare --net sh -c 'ip link add test0 type veth peer name test1 && ip link add test2 type bridge' 2>/dev/null ||
  die 'this kernel cannot make veth pairs or bridges for root here: use a virtual machine instead of an unprivileged container'
