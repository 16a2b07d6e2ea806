# shellcheck shell=bash
# Job: the items hostname, hosts_file and cloud_init: a host knows its own name and those of the whole lab, at its real address.
# Inputs: HOST_NAME, HOST_ADDRESS, files/hosts (lines `address name`). Effects: etc/hostname, etc/hosts, etc/cloud/cloud.cfg.d/99-nuclab.cfg.
# Exit codes: none of its own.

# shellcheck source-path=SCRIPTDIR source=common.sh
. "${NUCLAB_LIB:?}/common.sh"

differs_hostname() {
  local live file
  live=$(cat "${root}/proc/sys/kernel/hostname")
  file=$(cat "${root}/etc/hostname" 2>/dev/null || true)
  if [[ ${live} != "${HOST_NAME:?}" ]]; then
    echo "hostname is ${live}, wanted ${HOST_NAME}"
  elif [[ ${file} != "${HOST_NAME}" ]]; then
    echo "/etc/hostname says ${file:-nothing}, wanted ${HOST_NAME}"
  fi
}

change_hostname() {
  write_file "${root}/etc/hostname" <<<"${HOST_NAME}"
  hostname "${HOST_NAME}"
}

hosts_begin='# nuclab begin: all hosts of the lab; written by nuclab, changes here are lost'
hosts_end='# nuclab end'

# Prints etc/hosts as it should be: the block is new; outside it no line may give a host of the lab another address
# (127.0.1.1 for the own name makes kubeadm and kubelet choose the wrong one); all other lines stay as they are.
wanted_hosts_file() {
  [[ ! -f ${root}/etc/hosts ]] || awk -v own="${HOST_NAME}" -v begin="${hosts_begin}" -v end="${hosts_end}" '
    function outside(text, line, comment, at, count, word, kept, names, gone, i) {
      line = text; comment = ""; kept = ""; names = 0; gone = 0
      if ((at = index(line, "#")) > 0) { comment = " " substr(line, at); line = substr(line, 1, at - 1) }
      count = split(line, word, /[[:space:]]+/)
      for (i = 1; i <= count; i++) {
        if (word[i] == "") continue
        if (kept == "") kept = word[i]
        else if (word[i] in lab || (kept ~ /^127\./ && index(word[i], own ".") == 1)) gone++
        else { kept = kept " " word[i]; names++ }
      }
      print !gone ? text : names ? kept comment : "# taken out by nuclab: " text
    }
    FNR == NR { lab[$2] = 1; next }
    $0 == begin { inside = 1; next }
    $0 == end { inside = count = 0; next }
    inside { block[++count] = $0; next }
    { outside($0) }
    # The end of the block is gone: what followed it belongs to somebody else.
    END { for (i = 1; i <= count; i++) outside(block[i]) }
  ' "${NUCLAB_STEP_DIR}/files/hosts" "${root}/etc/hosts"
  echo "${hosts_begin}"
  cat "${NUCLAB_STEP_DIR}/files/hosts"
  echo "${hosts_end}"
}

differs_hosts_file() {
  local address name found
  while read -r address name; do
    [[ -n ${name} ]] || continue
    found=$(getent ahostsv4 "${name}" 2>/dev/null | awk 'NR == 1 { print $1 }' || true)
    if [[ ${found} != "${address}" ]]; then
      echo "${name} resolves to ${found:-nothing}, wanted ${address}" && return 0
    fi
  done <"${NUCLAB_STEP_DIR}/files/hosts"
  wanted_hosts_file | cmp -s - "${root}/etc/hosts" || echo '/etc/hosts is not as nuclab wrote it'
}

change_hosts_file() { wanted_hosts_file | write_file "${root}/etc/hosts"; }

# cloud-init would write both files anew at the next boot.
cloud_file="${root}/etc/cloud/cloud.cfg.d/99-nuclab.cfg"
cloud_text=$'# written by nuclab: it keeps the host name and /etc/hosts itself\npreserve_hostname: true\nmanage_etc_hosts: false'

differs_cloud_init() {
  [[ -d ${root}/etc/cloud ]] || return 0
  [[ $(cat "${cloud_file}" 2>/dev/null) == "${cloud_text}" ]] || echo 'cloud-init may rewrite the host name and /etc/hosts at the next boot'
}

change_cloud_init() { write_file "${cloud_file}" <<<"${cloud_text}"; }

cloud_init_done() {
  [[ ! -e ${root}/run/cloud-init/enabled || -e ${root}/run/cloud-init/result.json ]] || { echo 'no result of cloud-init yet' && return 1; }
}
