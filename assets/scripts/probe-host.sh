#!/bin/sh
# Job: print what this host is, one `key=value` line per fact between two marker lines, for `nuclab precheck`; sh, since bash is a fact too.
# Inputs: PROBE_PEERS (lines `address port`), PROBE_URLS (lines `kind url`), set by lines put before this text; NUCLAB_ROOT in tests.
# Effects: none: it only reads, connects to the peers' SSH ports and requests the URLs, all at once and for 5 s at most.
# Exit codes: 0; a fact that cannot be read is left out.
set -u
export LC_ALL=C PATH="${PATH:-}:/usr/sbin:/usr/bin:/sbin:/bin"
root=${NUCLAB_ROOT:-}

fact() { if [ -n "$2" ]; then printf '%s=%s\n' "$1" "$2"; fi; }
first_line() { head -n 1 "$root$1" 2>/dev/null; }
lines() { while read -r value; do fact "$1" "$value"; done; }
has() { command -v "$1" >/dev/null 2>&1; }

system_facts() {
  awk -F= '$1 ~ /^(ID|VERSION_ID|PRETTY_NAME)$/ { gsub(/["\047]/, "", $2); print "os_" tolower($1) "=" $2 }' "$root/etc/os-release"
  fact architecture "$(uname -m)"
  fact kernel "$(uname -r)"
  fact cpus "$(nproc)"
  awk '$1 == "MemTotal:" { print "memory_kb=" $2 }' "$root/proc/meminfo"
  awk 'NR > 1 { print "swap=" $1 }' "$root/proc/swaps"
  fact container "$(systemd-detect-virt --container)"
  fact capabilities "$(awk '$1 == "CapBnd:" { print $2 }' "$root/proc/self/status")"
  fact cgroup "$(stat -f -c %T "$root/sys/fs/cgroup")"
  fact bash "$(command -v bash)"
  if [ -d "$root/run/systemd/system" ]; then fact systemd "$(systemctl is-system-running)"; fi
  systemctl list-units --no-legend --plain --type=service --state=active,activating,reloading | awk '{ print "unit=" $1 }'
  fact time_synchronized "$(time_synchronized)"
  for feature in overlay br_netfilter vxlan nf_conntrack; do fact kernel_feature "$feature $(kernel_feature "$feature")"; done
}

# As systemd-timesyncd or chrony say it; asking timedatectl would start a service.
time_synchronized() {
  if [ -e "$root/run/systemd/timesync/synchronized" ]; then
    echo yes
  elif has chronyc; then
    timeout 2 chronyc -n tracking | awk -F' *: ' '$1 == "Leap status" { print ($2 == "Not synchronised") ? "no" : "yes" }'
  elif [ -d "$root/run/systemd/timesync" ]; then
    echo no
  fi
}

# A feature is there (built in or loaded), loadable, or not found.
kernel_feature() {
  if [ -d "$root/sys/module/$1" ] || grep -qw "$1" "$root/proc/filesystems"; then
    echo present
  elif [ "$1" = br_netfilter ] && [ -d "$root/proc/sys/net/bridge" ]; then
    echo present
  elif modprobe --dry-run --quiet "$1"; then
    echo loadable
  else
    echo missing
  fi
}

disk_facts() {
  for path in / /boot /var/lib; do
    df -Pk "$root$path" | awk -v path="$path" 'NR == 2 { print "disk=" path, $6, $4, $2 }'
    df -Pi "$root$path" | awk -v path="$path" 'NR == 2 { print "inodes=" path, $6, $4, $2 }'
  done
  for path in /etc /usr /var/lib /run; do if [ ! -w "$root$path" ]; then fact read_only "$path"; fi; done
}

identity_facts() {
  fact hostname "$(first_line /proc/sys/kernel/hostname)"
  timeout 2 getent ahostsv4 "$(first_line /proc/sys/kernel/hostname)" | awk '{ print $1 }' | sort -u | lines hostname_address
  fact machine_id "$(first_line /etc/machine-id)"
  fact boot_id "$(first_line /proc/sys/kernel/random/boot_id)"
  fact product_uuid "$(first_line /sys/class/dmi/id/product_uuid)"
  ip -o -4 address show | while read -r _ interface _ address _; do
    fact interface "$interface ${address%/*} $(first_line "/sys/class/net/${interface%@*}/address")"
  done
  resolver=/etc/resolv.conf
  if [ -r "$root/run/systemd/resolve/resolv.conf" ]; then resolver=/run/systemd/resolve/resolv.conf; fi
  awk '$1 == "nameserver" { print "nameserver=" $2 }' "$root$resolver"
}

# Listening sockets as `tcp 6443 PID PROCESS`; the kernel's own (vxlan) have no process.
listener_facts() {
  if ! has ss; then return; fi
  fact listeners known
  ss -Hltunp | awk '{
    port = $5; sub(/.*:/, "", port); process = "-"; pid = "-"
    if (match($0, /\(\("[^"]*"/)) process = substr($0, RSTART + 3, RLENGTH - 4)
    if (match($0, /pid=[0-9]+/)) pid = substr($0, RSTART + 4, RLENGTH - 4)
    print "listener=" $1, port, pid, process
  }' | sort -u
}

membership_facts() {
  for name in kubelet.conf admin.conf; do
    server=$(sed -n 's/^ *server: *//p' "$root/etc/kubernetes/$name" | head -n 1)
    if [ -n "$server" ]; then fact kubeconfig "$name $server"; fi
  done
  fact ca_sha256 "$(sha256sum "$root/etc/kubernetes/pki/ca.crt" | cut -d ' ' -f 1)"
  for marker in "$root"/var/lib/nuclab/markers/*.json; do if [ -e "$marker" ]; then fact marker "$(basename "$marker" .json)"; fi; done
  if [ -s "$root/var/lib/docker/swarm/state.json" ] || [ -s "$root/var/lib/docker/swarm/docker-state.json" ]; then fact swarm member; fi
}

package_facts() {
  for lock in /var/lib/dpkg/lock-frontend /var/lib/dpkg/lock /var/lib/apt/lists/lock; do
    inode=$(stat -c %i "$root$lock") || continue
    holder=$(awk -v inode="$inode" '$1 !~ /->/ { n = split($6, part, ":"); if (part[n] == inode) { print $5; exit } }' "$root/proc/locks")
    if [ -n "$holder" ]; then fact apt_lock "$lock $holder $(first_line "/proc/$holder/comm")"; fi
  done
  if [ -n "$(ls "$root/var/lib/dpkg/updates")" ] || [ -n "$(dpkg --audit)" ]; then fact dpkg interrupted; fi
  if grep -qi '^ENABLED=yes' "$root/etc/ufw/ufw.conf"; then fact firewall ufw; fi
}

# What `apt-get update` would ask for first, as `source URL`; a disc only as its scheme.
package_sources() {
  apt-get --print-uris update | sed -n "s/^'\\(.*\\/InRelease\\)'.*/\\1/p" | head -n 8 | while read -r uri; do
    case $uri in
      http*) echo "source $uri" ;;
      *) fact source_scheme "${uri%%:*}" ;;
    esac
  done
}

# proxy_for KIND URL: what apt, or for images the container runtime, would ask first; nothing means directly.
proxy_for() {
  scheme=${2%%://*}
  host=${2#*://} host=${host%%/*} host=${host##*@} host=${host%:*}
  if [ "$1" = image ]; then
    systemctl show --property=Environment --value containerd.service | tr ' ' '\n' | sed -n "s/^\"\{0,1\}${scheme}_proxy=//Ip" | head -n 1
    return
  fi
  apt-config shell own "Acquire::$scheme::Proxy::$host" all "Acquire::$scheme::Proxy" plain Acquire::http::Proxy |
    sed "s/'//g" | awk -F= '{ sub(/^[^=]*=/, ""); print; exit }' | grep -v '^DIRECT$'
}

# The name of a URL that is asked directly has to resolve on the host; curl alone would wait for a silent name server.
resolves() {
  name=${1#*://} name=${name%%/*} name=${name##*@} name=${name%:*}
  timeout 2 getent ahosts "$name" >/dev/null
}

# Prints `url=KIND STATUS ERROR PROXY URL`; the proxy goes to curl by its environment and to the output without its password.
url_fact() {
  proxy=$(proxy_for "$1" "$2") code=000 error=0
  if [ -z "$proxy" ] && ! resolves "$2"; then
    error=6
  elif has curl; then
    code=$(http_proxy=$proxy https_proxy=$proxy no_proxy='' timeout 4 curl -sSL --max-redirs 3 -m 3 -o /dev/null -w '%{http_code}' "$2") || error=$?
  elif has wget; then
    code=$(http_proxy=$proxy https_proxy=$proxy no_proxy='' timeout 4 wget --no-hsts -S -T 3 -t 1 -O /dev/null "$2" 2>&1 | awk '$1 ~ /^HTTP\// { s = $2 } END { print s }')
    if [ -z "$code" ]; then code=000 error=7; fi
  else
    error=-
  fi
  if [ "$error" = 124 ]; then error=28; fi
  fact url "$(printf '%s' "$1 ${code:-000} $error ${proxy:--} $2" | sed 's#://[^/@ ]*@#://#g')"
}

# Bash alone can connect without a further tool; what refuses a connection has been reached.
peer_fact() {
  if ! has bash; then return; fi
  answer=$(timeout 3 bash -c "exec 3<>/dev/tcp/$1/$2" 2>&1) && answer=connected
  case $answer in
    connected | *refused*) fact peer "$1 $2 reached" ;;
    *) fact peer "$1 $2 failed $(printf '%s' "${answer:-no answer within 3 s}" | head -n 1 | sed 's/.*: //')" ;;
  esac
}

network_facts() {
  printf '%s\n' "${PROBE_PEERS:-}" | {
    while read -r address port; do if [ -n "$port" ]; then peer_fact "$address" "$port" & fi done
    wait
  } &
  { printf '%s\n' "${PROBE_URLS:-}" && package_sources; } | {
    while read -r kind url; do
      case $kind in
        '') ;;
        source_scheme=*) echo "$kind" ;;
        *) url_fact "$kind" "$url" & ;;
      esac
    done
    wait
  }
  wait
}

local_facts() {
  system_facts
  disk_facts
  identity_facts
  listener_facts
  membership_facts
  package_facts
}

# The local facts are printed in one piece at the end, so that lines of the network's processes cannot fall into them.
probe() {
  printf '\nnuclab-probe begin\n'
  fact time "$(date +%s.%N)"
  network_facts &
  facts=$(local_facts)
  wait
  printf '%s\nnuclab-probe end\n' "$facts"
}

probe </dev/null 2>/dev/null
