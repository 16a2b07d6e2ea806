# shellcheck shell=sh
# Job: the frame of one facts exchange, in POSIX sh since bash is a fact too; the operator's side sends it on standard input, followed by a file for each part and the call of `gather`.
# Inputs: NONCE and the parts, as arguments of `gather`; the awk programs and templates of the parts, in variables named like their files. NUCLAB_ROOT (tests only).
# Effects: none: it only reads; the part `reach` also connects to peers and requests URLs.
# Exit codes: 0, once it has said `end`. What cannot be read is left out; no line ever holds a private key or a password.

set -u
export LC_ALL=C PATH="${PATH:-}:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin"
root=${NUCLAB_ROOT:-}

has() { command -v "$1" >/dev/null 2>&1; }

# fact KEY TEXT: nothing when the text is empty.
fact() { if [ -n "$2" ]; then printf '%s %s\n' "$1" "$2"; fi; }

# facts_of KEY: a fact for each line of standard input.
facts_of() { while IFS= read -r value; do fact "$1" "$value"; done; }

# shellcheck disable=SC2034 # line: the parts read it
# first_line FILE: into the variable `line`, so that no process is started for it.
first_line() {
  line=''
  if [ -r "$root$1" ]; then IFS= read -r line <"$root$1" || :; fi
}

# certificates (name=NAME FILE)...: the first of each file, in base64; only what stands between its lines, since the kubelet keeps its private key in the same file.
certificates() {
  if [ $# -eq 0 ]; then return; fi
  awk "${facts_certificates_awk:?}" "$@"
}

# A line of up to 4,000 bytes reaches the pipe in one piece, so parts can speak at the same time.
say_short() { sed -u -e 's/^\(.\{3900\}\).*$/\1/' -e "s/^/$nonce /"; }
say_long() { sed -u "s/^/$nonce /"; }

part() {
  "facts_$1"
  echo "done $1"
}

# gather NONCE PART...: all parts at once; what nuclab remembers comes first, since checks wait for it, and the cluster last, since its lines may be long.
gather() {
  nonce=$1 cluster=''
  shift
  printf '%s time %s\n' "$nonce" "$(date +%s.%N)"
  if has bash; then printf '%s bash %s\n' "$nonce" "$(command -v bash)"; fi
  for name in "$@"; do
    case $name in
      nuclab) part nuclab | say_long ;;
      cluster) cluster=asked ;;
      *) part "$name" | say_short & ;;
    esac
  done
  if [ -n "$cluster" ]; then cluster=$(part cluster); fi
  wait
  if [ -n "$cluster" ]; then printf '%s\n' "$cluster" | say_long; fi
  printf '%s end\n' "$nonce"
} </dev/null 2>/dev/null
