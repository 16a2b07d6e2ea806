# shellcheck shell=bash
# Job: writes files so that a power loss leaves the old one or the new one.
# Inputs: standard input and arguments.
# Effects: the file that is named.
# Exit codes: none.

# write_file PATH [MODE]: standard input becomes the file, whole or not at all; an equal file is not touched.
write_file() {
  # A hidden name: kubelet reads every other one in /etc/kubernetes/manifests.
  local path=$1 mode=${2:-0644} folder=${1%/*} new="${1%/*}/.${1##*/}.nuclab-new"
  mkdir -p "${folder}"
  (umask 077 && cat >"${new}")
  chmod "${mode}" "${new}"
  if cmp -s "${new}" "${path}" && [[ $(stat -c %a "${path}") == "$(stat -c %a "${new}")" ]]; then
    rm -f "${new}"
    return 0
  fi
  sync "${new}"
  mv -f "${new}" "${path}"
  sync "${folder}"
}
