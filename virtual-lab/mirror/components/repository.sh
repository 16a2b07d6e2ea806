#!/usr/bin/env bash
# Makes the signed apt repository of one Kubernetes minor version, as pkgs.k8s.io has one for each.
# Inputs: OUT, WORK, VERSION (the minor, 1.34), KUBERNETES (all versions), ARCH, MIRROR_SRC, RUN_DIR, CACHE.
# Effects: writes OUT/www; makes the signing key in CACHE once. Exit codes: those of apt-ftparchive and gpg.
set -euo pipefail
# shellcheck source=../lib/component.sh
. "$MIRROR_SRC/lib/component.sh"
deb=$OUT/www/kubernetes/v$VERSION/deb
mkdir -p "$deb/$ARCH"
cp "$(component_dir packages-common common)"/debs/*.deb "$deb/$ARCH/"
for version in $KUBERNETES; do
  [[ ${version%.*} != "$VERSION" ]] || cp "$(component_dir packages "$version")"/debs/*.deb "$deb/$ARCH/"
done

cd "$deb"
apt-ftparchive packages . >Packages
gzip --keep --no-name --best Packages
apt-ftparchive \
  -o APT::FTPArchive::Release::Origin="nuclab virtual lab" \
  -o APT::FTPArchive::Release::Label="isv:kubernetes:core:stable:v$VERSION" \
  -o APT::FTPArchive::Release::Architectures="$ARCH" release . >"$WORK/Release"
mv "$WORK/Release" Release

# A key ring of its own, in a short path: gpg-agent's socket allows about a hundred characters.
GNUPGHOME=$(mktemp -d)
export GNUPGHOME
trap 'gpgconf --kill gpg-agent; rm -rf "$GNUPGHOME"' EXIT
key=$CACHE/apt-signing-key.asc
exec 7>"$CACHE/locks/apt-signing-key"
flock 7
if [[ ! -s $key ]]; then
  gpg --batch --quiet --passphrase '' --quick-generate-key 'nuclab virtual lab (packages of this machine)' rsa3072 sign never
  (umask 077 && gpg --batch --quiet --armor --export-secret-keys >"$key.new")
  mv "$key.new" "$key"
else
  gpg --batch --quiet --import "$key"
fi
exec 7>&-
gpg --batch --quiet --armor --export >Release.key
gpg --batch --quiet --armor --detach-sign --output Release.gpg Release
gpg --batch --quiet --clearsign --output InRelease Release
gpg --batch --with-colons --list-keys | awk -F : '$1 == "fpr" { print $10; exit }' >"$OUT/fingerprint"
