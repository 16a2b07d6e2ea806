# shellcheck shell=bash
# Words and checks every part of the mirror's build shares.
# Inputs: none. Effects: none until a function is called. Exit codes: die leaves with 1, usage errors with 2.

say() { printf 'mirror: %s\n' "$*" >&2; }

# The caller shows an error once, where it ends: the mark keeps it out of the progress lines.
die() {
  printf 'mirror: error: %s\n' "$*" >&2
  exit 1
}

# Debian's and Go's name of this machine's architecture are the same for the two that are supported.
machine_arch() {
  case "$(uname -m)" in
    x86_64) echo amd64 ;;
    aarch64) echo arm64 ;;
    *) die "architecture $(uname -m) is not supported: use an amd64 or arm64 machine" ;;
  esac
}

# require_go: fails early, with both versions, rather than late in a compiler's words.
require_go() {
  local needed found
  needed=$(awk '/^go / { print $2 }' "$MIRROR_SRC"/modules/*/*/go.mod | sort -V | tail -n 1)
  command -v go >/dev/null || die "go is not installed, $needed or newer is needed: install it, then run this again"
  found=$(go env GOVERSION | sed -E 's/^go([0-9.]+).*/\1/')
  if [[ "$(printf '%s\n%s\n' "$needed" "$found" | sort -V | head -n 1)" != "$needed" ]]; then
    die "go $found found at $(command -v go), $needed or newer needed: install a newer Go, or put it first on PATH"
  fi
}

# require_build_packages: installs what the builds call and the machine lacks; none of it starts a service.
require_build_packages() {
  local missing=()
  command -v gcc >/dev/null || missing+=(gcc)
  compgen -G '/usr/lib/*/libc.a' >/dev/null || missing+=(libc6-dev)
  command -v zstd >/dev/null || missing+=(zstd)
  command -v apt-ftparchive >/dev/null || missing+=(apt-utils)
  command -v gpg >/dev/null || missing+=(gnupg)
  command -v mmdebstrap >/dev/null || missing+=(mmdebstrap)
  [[ -e /usr/share/keyrings/debian-archive-keyring.gpg ]] || missing+=(debian-archive-keyring)
  ((${#missing[@]})) || return 0
  say "installing Debian packages needed to build: ${missing[*]}"
  local log=$CACHE/logs/apt.log install=(apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=300 "${missing[@]}")
  DEBIAN_FRONTEND=noninteractive "${install[@]}" >"$log" 2>&1 ||
    { apt-get update && DEBIAN_FRONTEND=noninteractive "${install[@]}"; } >>"$log" 2>&1 ||
    die "apt-get could not install ${missing[*]}: see $log"
}
