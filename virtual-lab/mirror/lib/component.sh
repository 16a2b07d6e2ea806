# shellcheck shell=bash
# The cache: one folder per component, named by what it was made from, verified by digest, replaced as a whole.
# Inputs: MIRROR_SRC, CACHE, ARCH, PLAN. Effects: writes below CACHE. Exit codes: 1 when a component cannot be built.

# plan NAME VERSION ABOUT INPUTS USES: notes a component. INPUTS are paths below MIRROR_SRC, USES other components as
# name@version; both are part of the key, so a change to either builds this component anew.
plan() { PLAN+=("$1|$2|$3|$4|$5"); }

# component_key NAME VERSION INPUTS USES
component_key() {
  local digest
  digest=$({
    cd "$MIRROR_SRC" || exit
    # shellcheck disable=SC2086 # a list of paths
    find components/"$1".sh $3 -type f -print0 | sort -z | xargs -0 sha256sum
    local used
    for used in $4; do component_dir "${used%@*}" "${used#*@}"; done | xargs -r -n 1 basename
  } | sha256sum | cut -c 1-12)
  printf '%s-%s-%s-%s\n' "$1" "$2" "$ARCH" "$digest"
}

# name_components: notes each planned component's folder, whether it exists yet or not: names follow from inputs alone.
name_components() {
  local record name version about inputs uses key
  for record in "${PLAN[@]}"; do
    IFS='|' read -r name version about inputs uses <<<"$record"
    key=$(component_key "$name" "$version" "$inputs" "$uses")
    printf '%s %s %s\n' "$name" "$version" "$CACHE/components/$key" >>"$RUN_DIR/paths"
  done
}

# component_dir NAME VERSION: a planned component's folder.
component_dir() {
  awk -v name="$1" -v version="$2" '$1 == name && $2 == version { print $3; found = 1; exit } END { exit !found }' "$RUN_DIR/paths" ||
    die "component $1 $2 is used before it is planned: correct the order in build.sh"
}

verified() { [[ -f "$1/MANIFEST" ]] && (cd "$1" && sha256sum --check --quiet --status MANIFEST); }

write_manifest() (
  cd "$1" || exit
  find . -type f -print0 | sort -z | xargs -0 -r sha256sum >"$2"
  mv "$2" MANIFEST
)

# run_component N TOTAL RECORD
run_component() {
  local name version about key dir label
  IFS='|' read -r name version about _ <<<"$3"
  dir=$(component_dir "$name" "$version")
  key=${dir##*/}
  label="[$1/$2] $name $version:"
  exec 8>"$CACHE/locks/$key"
  flock -n 8 || {
    say "$label waiting for another build of it"
    flock -w 3600 8 || die "$label another build has held $CACHE/locks/$key for an hour: end it, then run this again"
  }
  if verified "$dir"; then
    say "$label cached"
  else
    [[ ! -e $dir ]] || say "$label the cached files do not match their digests, rebuilding"
    build_component "$label" "$name" "$version" "$about" "$key"
  fi
  exec 8>&-
}

build_component() {
  local label=$1 name=$2 version=$3 about=$4 key=$5 log=$CACHE/logs/$5.log started=$SECONDS
  prepare_machine "$name"
  say "$label building ($about)…"
  # Leftovers can only be those of a killed build: this one holds the lock.
  rm -rf "$CACHE/tmp/$key".*
  BUILD_TMP=$CACHE/tmp/$key.$$
  mkdir -p "$BUILD_TMP/out" "$BUILD_TMP/work"
  if ! NAME=$name VERSION=$version OUT=$BUILD_TMP/out WORK=$BUILD_TMP/work \
    bash -euo pipefail "$MIRROR_SRC/components/$name.sh" >"$log" 2>&1 8>&- </dev/null; then
    tail -n 5 "$log" >&2
    die "$label failed after $((SECONDS - started)) s: the whole output is in $log"
  fi
  write_manifest "$BUILD_TMP/out" "$BUILD_TMP/work/MANIFEST"
  [[ ! -e $CACHE/components/$key ]] || mv "$CACHE/components/$key" "$BUILD_TMP/old"
  mv "$BUILD_TMP/out" "$CACHE/components/$key"
  rm -rf "$BUILD_TMP"
  say "$label done $((SECONDS - started)) s"
}

# prepare_machine NAME: checks once per run, and only when something has to be built.
prepare_machine() {
  [[ -n ${GO_CHECKED:-} ]] || require_go
  GO_CHECKED=1
  [[ $1 != terraform-null && -z ${PACKAGES_CHECKED:-} ]] || return 0
  [[ $EUID -eq 0 ]] || die "component $1 needs root (mmdebstrap, apt-get): run this as root, or with --only terraform"
  require_build_packages
  PACKAGES_CHECKED=1
}
