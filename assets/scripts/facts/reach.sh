# shellcheck shell=sh disable=SC2154 # facts.sh sets root, line and nonce
# Job: what this host reaches: its own name, the other hosts' SSH ports, package sources and registries, all at once and for 5 s at most.
# Inputs: the functions of facts.sh; facts_peers (lines `address port`) and facts_urls (lines `kind url`), set by the operator's side.
# Effects: connects to the peers and requests the URLs.
# Exit codes: as facts.sh.

facts_reach() {
  facts_own_name &
  printf '%s\n' "${facts_peers:-}" | {
    while read -r address port; do if [ -n "$port" ]; then peer_fact "$address" "$port" & fi done
    wait
  } &
  { printf '%s\n' "${facts_urls:-}" && package_indexes; } | {
    while read -r kind url; do
      case $kind in
        '') ;;
        scheme) fact source-scheme "$url" ;;
        *) url_fact "$kind" "$url" & ;;
      esac
    done
    wait
  }
  wait
}

facts_own_name() {
  first_line /proc/sys/kernel/hostname
  timeout 2 getent ahostsv4 "$line" | awk '{ print $1 }' | sort -u | facts_of hostname-address
}

# What `apt-get update` would ask for first, as `source URL`; a disc only as its scheme.
package_indexes() {
  apt-get --print-uris update | sed -n "s/^'\\(.*\\/InRelease\\)'.*/\\1/p" | head -n 8 | while read -r uri; do
    case $uri in
      http*) echo "source $uri" ;;
      *) echo "scheme ${uri%%:*}" ;;
    esac
  done
}

# proxy_for KIND URL: what apt, or for images the container runtime, would ask first; nothing means directly.
proxy_for() {
  scheme=${2%%://*}
  host=${2#*://} host=${host%%/*} host=${host##*@} host=${host%:*}
  if [ "$1" = image ]; then
    systemctl show --property=Environment --value containerd.service | tr ' ' '\n' | sed -n "s/^\"\{0,1\}${scheme}_proxy=//Ip" | head -n 1
    return
  fi
  apt-config shell own "Acquire::$scheme::Proxy::$host" all "Acquire::$scheme::Proxy" plain Acquire::http::Proxy |
    sed "s/'//g" | awk -F= '{ sub(/^[^=]*=/, ""); print; exit }' | grep -v '^DIRECT$'
}

# The name of a URL that is asked directly has to resolve on the host; curl alone would wait for a silent name server.
resolves() {
  name=${1#*://} name=${name%%/*} name=${name##*@} name=${name%:*}
  timeout 2 getent ahosts "$name" >/dev/null
}

# Says `url KIND STATUS ERROR PROXY URL`; the proxy goes to curl by its environment and to the output without its password.
url_fact() {
  proxy=$(proxy_for "$1" "$2") code=000 error=0
  if [ -z "$proxy" ] && ! resolves "$2"; then
    error=6
  elif has curl; then
    code=$(http_proxy=$proxy https_proxy=$proxy no_proxy='' timeout 4 curl -sSL --max-redirs 3 -m 3 -o /dev/null -w '%{http_code}' "$2") || error=$?
  elif has wget; then
    code=$(http_proxy=$proxy https_proxy=$proxy no_proxy='' timeout 4 wget --no-hsts -S -T 3 -t 1 -O /dev/null "$2" 2>&1 | awk '$1 ~ /^HTTP\// { s = $2 } END { print s }')
    if [ -z "$code" ]; then code=000 error=7; fi
  else
    error=-
  fi
  if [ "$error" = 124 ]; then error=28; fi
  fact url "$(printf '%s' "$1 ${code:-000} $error ${proxy:--} $2" | sed 's#://[^/@ ]*@#://#g')"
}

# Only bash can connect without a further tool; what refuses a connection has been reached.
peer_fact() {
  if ! has bash; then return; fi
  answer=$(timeout 3 bash -c "exec 3<>/dev/tcp/$1/$2" 2>&1) && answer=connected
  case $answer in
    connected | *refused*) fact peer "$1 $2 reached" ;;
    *) fact peer "$1 $2 failed $(printf '%s' "${answer:-no answer within 3 s}" | head -n 1 | sed 's/.*: //')" ;;
  esac
}
