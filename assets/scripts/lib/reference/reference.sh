# shellcheck shell=bash
# Job: files that kubeadm, packages or admins write, not nuclab: when a step has succeeded a copy of each is kept; what differs from it later
# is drift, and is put back. A step that has no copies yet, since an earlier nuclab carried it out, knows of no drift.
# Inputs: use_reference, called by the script; its function fill_reference FOLDER, which calls copy_to_reference and writes what else is kept.
# Effects: /var/lib/nuclab/reference/<phase>, 0700; put_back: the files, and what they held in /var/lib/nuclab/replaced/<phase>.
# Exit codes: none of its own.

. "${NUCLAB_SCRIPTS:?}/lib/reference/file-difference.sh"

# use_reference PHASE
use_reference() {
  reference="${root}/var/lib/nuclab/reference/$1"
  replaced="${root}/var/lib/nuclab/replaced/$1"
}

has_reference() { [[ -d ${reference} ]]; }

# copy_to_reference FOLDER FILE…: those of the files that exist; files are named without the root.
copy_to_reference() {
  local folder=$1 file
  shift
  for file in "$@"; do
    [[ -f ${root}${file} ]] || continue
    mkdir -p "${folder}/files${file%/*}"
    cp -p "${root}${file}" "${folder}/files${file}"
  done
}

# Whole or not at all: half a reference would have files taken away that belong to the node.
keep_reference() {
  local new="${reference}.new"
  rm -rf "${new}"
  (
    umask 077
    mkdir -p "${new}"
    fill_reference "${new}"
  )
  if diff -rq "${new}" "${reference}" >/dev/null 2>&1; then
    rm -rf "${new}"
    return 0
  fi
  find "${new}" -exec sync {} +
  rm -rf "${reference}"
  mv "${new}" "${reference}"
  sync "${reference%/*}"
}

# Before kubeadm writes these files anew.
forget_reference() { rm -rf "${reference}"; }

# reference_difference FILE…: the first difference of these files.
reference_difference() {
  local file
  has_reference || return 0
  for file in "$@"; do
    if cmp -s "${reference}/files${file}" "${root}${file}"; then
      continue
    elif [[ -f ${reference}/files${file} ]]; then
      file_difference "${file}" "${reference}/files${file}" && return 0
    elif [[ -f ${root}${file} ]]; then
      printf '%s is present, expected none\n' "${file}" && return 0
    fi
  done
}

# put_back FILE…: as they were applied; what they held is kept, for whoever wrote it.
put_back() {
  local file copy mode
  for file in "$@"; do
    copy="${reference}/files${file}"
    if [[ ! -f ${copy} && ! -f ${root}${file} ]] || cmp -s "${copy}" "${root}${file}"; then continue; fi
    if [[ -f ${root}${file} ]]; then
      (umask 077 && mkdir -p "${replaced}${file%/*}")
      cp -p "${root}${file}" "${replaced}${file}"
      printf 'the previous content of %s is kept in %s\n' "${file}" "${replaced#"${root}"}${file}"
    fi
    if [[ ! -f ${copy} ]]; then
      rm -f "${root}${file}"
      continue
    fi
    mode=$(stat -c %a "${copy}")
    write_file "${root}${file}" "${mode}" <"${copy}"
  done
}
