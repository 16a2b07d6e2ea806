# shellcheck shell=bash
# Job: a signed apt repository of its own: the keyring with exactly the expected key, the sources entry. No gpg is needed on the host.
# Inputs: none.
# Effects: etc/apt/keyrings/*, etc/apt/sources.list.d/*.
# Exit codes: 13 the key could not be fetched or is not the expected one.

. "${NUCLAB_SCRIPTS:?}/lib/apt/apt.sh"
. "${NUCLAB_SCRIPTS}/lib/reference/file-difference.sh"

# openpgp_fingerprints FILE: the fingerprint of each primary key in a binary keyring (RFC 4880: SHA-1 over 0x99, length and body of the packet).
openpgp_fingerprints() {
  local hex at=0 first tag size skip body
  hex=$(od -An -v -tx1 "$1" | tr -d ' \n')
  while ((at < ${#hex})); do
    first=$((16#${hex:at:2}))
    if ((first & 64)); then
      tag=$((first & 63)) size=$((16#${hex:at+2:2})) skip=4
      if ((size >= 224 && size < 255)); then
        echo 'unreadable' && return 0
      elif ((size == 255)); then
        size=$((16#${hex:at+4:8})) skip=12
      elif ((size >= 192)); then
        size=$((((size - 192) << 8) + 16#${hex:at+4:2} + 192)) skip=6
      fi
    else
      tag=$(((first >> 2) & 15)) skip=$((2 + (2 << (first & 3))))
      ((first & 3)) || skip=4
      size=$((16#${hex:at+2:skip-2}))
    fi
    # Partial and indeterminate lengths have no place in a keyring; whoever wants to hide a second key in one is refused.
    if ((size > 65535 || at + skip + size * 2 > ${#hex} || (first & 128) == 0)) || [[ ${hex:at:2} == ?[37bf] && $((first & 64)) == 0 ]]; then
      echo 'unreadable' && return 0
    fi
    body=${hex:at+skip:size*2}
    if ((tag == 6)); then
      # shellcheck disable=SC2059 # the format is made of \x escapes only
      printf "$(printf '99%04x%s' "${size}" "${body}" | sed 's/../\\x&/g')" | sha1sum | cut -c1-40 | tr a-f A-F
    fi
    at=$((at + skip + size * 2))
  done
}

# keyring_difference FILE FINGERPRINT: nothing when the file holds this key and no other.
keyring_difference() {
  local found
  if [[ ! -s ${root}$1 ]]; then printf '%s is missing, expected present\n' "$1" && return 0; fi
  found=$(openpgp_fingerprints "${root}$1" 2>/dev/null | paste -sd ' ')
  [[ ${found} == "$2" ]] || printf '%s has the key %s, applied %s\n' "$1" "${found:-(none)}" "$2"
}

# fetch_file URL FILE: by apt's own helper, which knows apt's proxy and is always there.
fetch_file() {
  local attempt
  if [[ $1 == https:* && ! -s ${root}/etc/ssl/certs/ca-certificates.crt ]]; then install_packages ca-certificates; fi
  for attempt in 1 2 3; do
    rm -f "$2"
    if "${root}/usr/lib/apt/apt-helper" -o Acquire::Retries=2 download-file "$1" "$2" >"${apt_log}" 2>&1 && [[ -s $2 ]]; then return 0; fi
    cat "${apt_log}"
    ((attempt == 3)) || jitter
  done
  die 13 "$1 could not be downloaded: $(apt_cause)" 'check that the host reaches this address (name servers, proxy, mirror), then deploy again'
}

# install_keyring URL FILE FINGERPRINT 'fix': the key is checked before apt may trust it.
install_keyring() {
  local armored="${NUCLAB_STEP_DIR}/release.key" binary="${NUCLAB_STEP_DIR}/release.gpg" found
  fetch_file "$1" "${armored}"
  if grep -q -- '-----BEGIN PGP PUBLIC KEY BLOCK-----' "${armored}"; then
    sed -n '/^-----BEGIN/,/^-----END/{ /^-----/d; /^$/d; /: /d; /^=/d; p; }' "${armored}" | tr -d '\r' | base64 -d >"${binary}" || true
  else
    cp "${armored}" "${binary}"
  fi
  found=$(openpgp_fingerprints "${binary}" 2>/dev/null | paste -sd ' ') || true
  [[ ${found} == "$3" ]] || die 13 "the key at $1 has the fingerprint ${found:-(none)}, expected $3" "$4"
  write_file "${root}$2" <"${binary}"
}

# foreign_sources PATTERN OWN_FILE: files with another active entry for what OWN_FILE provides.
foreign_sources() {
  local file files=()
  for file in "${root}"/etc/apt/sources.list "${root}"/etc/apt/sources.list.d/*.list "${root}"/etc/apt/sources.list.d/*.sources; do
    if [[ -f ${file} && ${file} != "${root}$2" ]]; then files+=("${file}"); fi
  done
  if ((${#files[@]} == 0)); then return 0; fi
  { grep -lE "^[[:space:]]*[^#[:space:]].*($1)" "${files[@]}" || true; } | while read -r file; do printf '%s\n' "${file#"${root}"}"; done
}

# disable_sources PATTERN FILE…: entries of a list are commented, a deb822 file gets a name that apt skips.
disable_sources() {
  local pattern=$1 file
  shift
  for file in "$@"; do
    if [[ ${file} == *.sources ]]; then
      mv -f "${root}${file}" "${root}${file}.disabled"
    else
      awk -v pattern="${pattern}" '$0 !~ /^[[:space:]]*#/ && $0 ~ pattern { print "# disabled by nuclab: " $0; next } { print }' \
        "${root}${file}" | write_file "${root}${file}"
    fi
  done
}
