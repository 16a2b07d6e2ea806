# shellcheck shell=bash
# Packs a folder into a Debian package.
# Inputs: OUT, ARCH. Effects: writes OUT/debs. Exit codes: dpkg-deb's.

# deb ROOT PACKAGE VERSION DESCRIPTION [CONTROL_LINE...]: ROOT may bring maintainer scripts in ROOT/DEBIAN.
deb() {
  local root=$1 package=$2 version=$3 description=$4
  shift 4
  mkdir -p "$root/DEBIAN" "$OUT/debs"
  {
    printf 'Package: %s\nVersion: %s\nArchitecture: %s\n' "$package" "$version" "$ARCH"
    printf 'Maintainer: nuclab virtual lab <virtual-lab@nuclab.invalid>\nSection: admin\nPriority: optional\n'
    [[ $# -eq 0 ]] || printf '%s\n' "$@"
    printf 'Description: %s\n Built by the virtual lab from the Go module of the same version.\n' "$description"
  } >"$root/DEBIAN/control"
  dpkg-deb --root-owner-group -Zzstd -z9 --build "$root" "$OUT/debs/${package}_${version}_$ARCH.deb"
}
