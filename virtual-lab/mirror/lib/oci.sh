# shellcheck shell=bash
# Writes container images straight into a registry's storage (docker/registry/v2): no daemon, no copy, no push.
# Inputs: OUT, WORK, ARCH. Effects: writes OUT/registry. Exit codes: those of tar, zstd and sha256sum.

STORAGE=$OUT/registry/docker/registry/v2
IMAGE_PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

# store_blob FILE: moves it into the storage, prints its digest.
store_blob() {
  local hex
  hex=$(sha256sum "$1" | cut -d ' ' -f 1)
  mkdir -p "$STORAGE/blobs/sha256/${hex:0:2}/$hex"
  mv "$1" "$STORAGE/blobs/sha256/${hex:0:2}/$hex/data"
  echo "$hex"
}

# layer DIR: packs a folder, prints "digest size diff-id". Times and order are fixed: same content, same digest.
layer() {
  local diff hex
  tar --create --directory "$1" --sort=name --mtime=@0 --numeric-owner --file "$WORK/layer.tar" .
  diff=$(sha256sum "$WORK/layer.tar" | cut -d ' ' -f 1)
  zstd --quiet --force --rm -9 --threads=2 "$WORK/layer.tar" -o "$WORK/layer.zst"
  hex=$(store_blob "$WORK/layer.zst")
  echo "$hex $(stat -c %s "$STORAGE/blobs/sha256/${hex:0:2}/$hex/data") $diff"
}

# link REPOSITORY_PATH HEX
link() {
  mkdir -p "$STORAGE/repositories/$1"
  printf 'sha256:%s' "$2" >"$STORAGE/repositories/$1/link"
}

# image REPOSITORY TAGS CONFIG LAYER...: CONFIG is the inside of the image's "config" object; LAYERs are lines from layer.
image() {
  local repository=$1 tags=$2 config=$3 hex size diff diffs='' layers='' config_hex manifest_hex tag
  shift 3
  local line
  for line in "$@"; do
    read -r hex size diff <<<"$line"
    diffs+=",\"sha256:$diff\""
    layers+=",{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar+zstd\",\"size\":$size,\"digest\":\"sha256:$hex\"}"
    link "$repository/_layers/sha256/$hex" "$hex"
  done
  printf '{"created":"1970-01-01T00:00:00Z","architecture":"%s","os":"linux","config":{"Env":["PATH=%s"],%s},"rootfs":{"type":"layers","diff_ids":[%s]}}' \
    "$ARCH" "$IMAGE_PATH" "$config" "${diffs#,}" >"$WORK/config.json"
  size=$(stat -c %s "$WORK/config.json")
  config_hex=$(store_blob "$WORK/config.json")
  link "$repository/_layers/sha256/$config_hex" "$config_hex"
  printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","size":%s,"digest":"sha256:%s"},"layers":[%s]}' \
    "$size" "$config_hex" "${layers#,}" >"$WORK/manifest.json"
  manifest_hex=$(store_blob "$WORK/manifest.json")
  link "$repository/_manifests/revisions/sha256/$manifest_hex" "$manifest_hex"
  for tag in $tags; do
    link "$repository/_manifests/tags/$tag/current" "$manifest_hex"
    link "$repository/_manifests/tags/$tag/index/sha256/$manifest_hex" "$manifest_hex"
  done
}

# minimal_root DIR: what a program without a user land may still look for.
minimal_root() {
  mkdir -p "$1"/{etc,tmp,usr/local/bin}
  chmod 1777 "$1/tmp"
  printf 'root:x:0:0:root:/:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/:/sbin/nologin\n' >"$1/etc/passwd"
  printf 'root:x:0:\nnonroot:x:65532:\n' >"$1/etc/group"
}
