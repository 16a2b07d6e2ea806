# shellcheck shell=bash
# Job: the packages of a step in the versions that were applied.
# Inputs: reference.sh and apt.sh.
# Effects: none but fill_versions, which writes <reference>/versions.
# Exit codes: none.

. "${NUCLAB_SCRIPTS:?}/lib/apt/apt.sh"
. "${NUCLAB_SCRIPTS}/lib/reference/reference.sh"

# fill_versions FOLDER NAME…
fill_versions() {
  local folder=$1 name
  shift
  see_packages "$@"
  for name in "$@"; do
    if [[ ${package_status[${name}]} == installed ]]; then printf '%s %s\n' "${name}" "${package_version[${name}]}"; fi
  done >"${folder}/versions"
}

# applied_version NAME: nothing when it is not known.
applied_version() {
  local name version
  while read -r name version; do
    if [[ ${name} == "$1" ]]; then printf '%s\n' "${version}" && return 0; fi
  done 2>/dev/null <"${reference}/versions" || true
}

# version_difference NAME…: the first that is not the one that was applied; see_packages was called.
version_difference() {
  local name applied
  for name in "$@"; do
    [[ -z ${given_up[${name}]:-} ]] || continue
    applied=$(applied_version "${name}")
    if [[ -n ${applied} && ${package_version[${name}]} != "${applied}" ]]; then version_words "${name}" "${package_version[${name}]}" "${applied}" && return 0; fi
  done
}

# versioned NAME…: adds to `chosen` each as `name=version` for apt, in the version that was applied. One that is no longer in any repository is
# given up: what is installed, or the newest, becomes the one that was applied.
declare -A given_up=()
versioned() {
  local name applied refreshed=0
  for name in "$@"; do
    applied=$(applied_version "${name}")
    if [[ -n ${applied} ]] && ((refreshed == 0)) && ! obtainable "${name}" "${applied}"; then
      refresh_lists all
      refreshed=1
    fi
    if [[ -z ${applied} ]]; then
      chosen+=("${name}")
    elif obtainable "${name}" "${applied}"; then
      chosen+=("${name}=${applied}")
    else
      give_up "${name}" "${applied}"
    fi
  done
}

give_up() {
  given_up[$1]=yes
  if [[ ${package_version[$1]:-} != "$2" ]]; then warning "$1 $2 is no longer in any repository, ${package_version[$1]:-the newest} takes its place"; fi
  [[ ${package_status[$1]:-} == installed ]] || chosen+=("$1")
}

# obtainable NAME VERSION: whether a repository still has it.
obtainable() { apt-cache madison "$1" 2>/dev/null | awk -F ' *[|] *' -v version="$2" '$2 == version { found = 1 } END { exit !found }'; }
