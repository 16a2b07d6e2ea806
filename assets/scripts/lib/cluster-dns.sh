# shellcheck shell=bash
# Job: asks the cluster's DNS for the API server's name, over the service address as pods do; hosts need not have dig for it.
# Inputs: DNS_DOMAIN; kube.sh.
# Effects: none.
# Exit codes: none.

# shellcheck source-path=SCRIPTDIR source=kube.sh
. "${NUCLAB_LIB:?}/kube.sh"

# name_query NAME: the bytes of a DNS question for NAME's A record, as printf escapes.
name_query() {
  local label labels
  # Number 4711, recursion desired, one question.
  printf '%s' '\x12\x67\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00'
  IFS=. read -r -a labels <<<"$1"
  for label in "${labels[@]}"; do printf '\\x%02x%s' "${#label}" "${label}"; done
  printf '%s' '\x00\x00\x01\x00\x01'
}

# ask_dns ADDRESS PORT NAME: the answer's bytes in hexadecimal, nothing within 2 s otherwise.
# dd makes one datagram of it: a length of 10 is a newline, where printf would cut.
ask_dns() {
  local query
  query=$(name_query "$3")
  # shellcheck disable=SC2016 # the inner shell's parameters
  timeout 2 bash -c 'exec 3<>"/dev/udp/$1/$2" && printf "$3" | dd bs=512 iflag=fullblock status=none >&3 && dd bs=512 count=1 status=none <&3' bash "$1" "$2" "${query}" 2>/dev/null |
    od -An -v -tx1 | tr -d ' \n'
}

cluster_dns_answers() {
  local service answer address name="kubernetes.default.svc.${DNS_DOMAIN}"
  if ! service=$(kube -n kube-system get service kube-dns -o 'jsonpath={.spec.clusterIP} {.spec.ports[?(@.name=="dns")].port}' 2>&1) ||
    ! address=$(kube -n default get service kubernetes -o 'jsonpath={.spec.clusterIP}' 2>&1); then
    printf 'the services kube-dns and kubernetes cannot be read: %s\n' "$(last_line "${address:-${service}}")"
    return 1
  fi
  # shellcheck disable=SC2086 # address and port
  answer=$(ask_dns ${service} "${name}") || true
  # The last four bytes are the address; bytes 3 and 4 hold the outcome, 0 in the last digit being success.
  if [[ -z ${answer} ]]; then
    printf 'the cluster DNS at %s does not answer\n' "${service% *}"
  elif [[ ${answer:0:4} != 1267 || ${answer:7:1} != 0 || ${answer: -8} != "$(address_in_hex "${address}")" ]]; then
    printf 'the cluster DNS at %s does not know %s as %s\n' "${service% *}" "${name}" "${address}"
  else
    return 0
  fi
  return 1
}

address_in_hex() {
  local a b c d
  IFS=. read -r a b c d <<<"$1"
  printf '%02x%02x%02x%02x' "${a}" "${b}" "${c}" "${d}"
}
