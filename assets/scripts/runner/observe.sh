# shellcheck shell=bash
# Job: what a host is and remembers, without changing anything; continues session.sh.
# Inputs: the functions of session.sh. NUCLAB_ROOT (tests only).
# Effects: none but session.sh's own folder.
# Exit codes: as session.sh. What cannot be read is not said; no line ever holds a private key.

root="${NUCLAB_ROOT:-}"

# first_line FILE: without a newline, nothing when it cannot be read.
first_line() {
  local line=''
  if [[ -r $1 ]]; then IFS= read -r line <"$1" || true; fi
  printf '%s' "${line}"
}

say_identity() {
  local name value
  say "machine-id $(first_line "${root}/etc/machine-id")"
  say "hostname $(first_line "${root}/proc/sys/kernel/hostname")"
  say "kernel $(first_line "${root}/proc/sys/kernel/osrelease")"
  say "architecture $(uname -m)"
  [[ -r "${root}/etc/os-release" ]] || return 0
  while IFS='=' read -r name value; do
    if [[ ${name} == PRETTY_NAME ]]; then value=${value#\"} && say "os ${value%\"}"; fi
  done <"${root}/etc/os-release"
}

say_usage() {
  local name value rest
  read -r value rest <"${root}/proc/uptime" && say "uptime ${value%%.*}"
  read -r value rest <"${root}/proc/loadavg" && say "load ${value}"
  say "cpus $(getconf _NPROCESSORS_ONLN)"
  while read -r name value rest; do
    case ${name} in
      MemTotal:) say "memory ${value}" ;;
      MemAvailable:) say "memory-available ${value}" && break ;;
    esac
  done <"${root}/proc/meminfo"
  df -kP "${root}/var/lib" 2>/dev/null | while read -r _ value _ rest _; do
    [[ ${value} == *[!0-9]* ]] || say "disk ${value} ${rest}"
  done
}

# Debian's version strings; the operator's side takes epoch and revision off.
say_versions() {
  local name version status
  while read -r name version status; do
    [[ ${status} != ?i* ]] || say "version ${name} ${version}"
  done < <(dpkg-query --show --showformat='${Package} ${Version} ${db:Status-Abbrev}\n' \
    containerd containerd.io kubeadm kubelet kubectl 2>/dev/null)
}

say_markers() {
  local file
  for file in "${root}"/var/lib/nuclab/markers/*.json; do
    [[ -r ${file} ]] || continue
    say "marker $(basename "${file}" .json) $(first_line "${file}")"
  done
}

# Only what stands between the lines of a certificate: kubelet keeps its private key in the same file.
say_certificate() {
  local line inside=''
  [[ -r $2 ]] || return 0
  say "certificate $1"
  while IFS= read -r line; do
    [[ ${line} != *'BEGIN CERTIFICATE'* ]] || inside=1
    [[ -z ${inside} ]] || say "pem ${line}"
    if [[ ${line} == *'END CERTIFICATE'* ]]; then return 0; fi
  done <"$2"
}

say_certificates() {
  local pki="${root}/etc/kubernetes/pki" file name line
  for file in "${pki}"/*.crt "${pki}"/etcd/*.crt; do
    name=${file#"${pki}/"}
    say_certificate "${name%.crt}" "${file}"
  done
  say_certificate kubelet-client "${root}/var/lib/kubelet/pki/kubelet-client-current.pem"
  for file in "${root}"/etc/kubernetes/{admin,controller-manager,scheduler}.conf; do
    [[ -r ${file} ]] || continue
    name=${file##*/}
    while IFS= read -r line; do
      [[ ${line} != *client-certificate-data:* ]] || say "certificate-data ${name} ${line##*: }"
    done <"${file}"
  done
}

# Its fifth line is the host's uptime at the last sign of life. It may be released at any moment.
say_lock() {
  local lines=() line now
  { mapfile -t lines <"${run:?}/lock"; } 2>/dev/null || return 0
  [[ ${lines[4]:-} =~ ^[0-9]+$ ]] || return 0
  read -r now _ <"${root}/proc/uptime"
  for line in "${lines[@]:0:4}"; do say "lock ${line}"; done
  say "lock-age $((${now%%.*} - lines[4]))"
}

# shellcheck disable=SC2016 # kubectl's template, not the shell's
node_fields='{{range .items}}{{.metadata.name}}{{"\t"}}{{range .status.conditions}}{{if eq .type "Ready"}}{{.status}}{{"\t"}}{{.message}}{{end}}{{end}}{{"\t"}}{{.status.nodeInfo.kubeletVersion}}{{"\t"}}{{.status.nodeInfo.machineID}}{{"\t"}}{{with .spec.unschedulable}}cordoned{{end}}{{"\t"}}{{range .status.addresses}}{{if eq .type "InternalIP"}}{{.address}}{{end}}{{end}}{{"\t"}}{{range $key, $value := .metadata.labels}}{{if eq $key "node-role.kubernetes.io/control-plane"}}control-plane{{end}}{{end}}{{"\n"}}{{end}}'

# The cluster as its control plane sees it; each question has three seconds.
say_cluster() {
  local conf="${root}/etc/kubernetes/admin.conf" answer line id
  [[ -r ${conf} ]] || return 0
  if ! answer=$(kubectl --kubeconfig "${conf}" --request-timeout=3s get nodes --output "go-template=${node_fields}" 2>&1 </dev/null); then
    say "cluster-problem ${answer##*$'\n'}"
    return 0
  fi
  while IFS= read -r line; do [[ -z ${line} ]] || say "node ${line}"; done <<<"${answer}"
  answer=$(kubectl --kubeconfig "${conf}" --request-timeout=3s get --raw /version 2>/dev/null </dev/null) || return 0
  while IFS= read -r line; do
    if [[ ${line} =~ \"gitVersion\":\ *\"([^\"]+)\" ]]; then say "api-version ${BASH_REMATCH[1]}"; fi
  done <<<"${answer}"
  id=$(timeout 3 crictl ps --quiet --state running --name '^etcd$' 2>/dev/null </dev/null) || return 0
  [[ -n ${id} ]] || return 0
  answer=$(timeout 3 crictl exec "${id%%$'\n'*}" etcdctl --endpoints=https://127.0.0.1:2379 --cacert=/etc/kubernetes/pki/etcd/ca.crt \
    --cert=/etc/kubernetes/pki/etcd/healthcheck-client.crt --key=/etc/kubernetes/pki/etcd/healthcheck-client.key member list 2>/dev/null </dev/null) || return 0
  while IFS= read -r line; do [[ -z ${line} ]] || say "etcd-member ${line}"; done <<<"${answer}"
}

# What the checks of its steps need, and what is quickly read.
observe_host() {
  say_identity
  say_usage
  say_markers
  say_lock
  say observed
}

# What takes longer, beside the checks.
observe_software() {
  say_versions
  say_certificates
  say_cluster
  say observed
}
