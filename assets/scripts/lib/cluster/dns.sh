# shellcheck shell=bash
# Job: asks the cluster's DNS for its own name, over the service address as pods do; hosts need not have dig for it.
# Inputs: DNS_DOMAIN; cluster_view.
# Effects: none.
# Exit codes: none.

. "${NUCLAB_SCRIPTS:?}/lib/cluster/view.sh"

# name_query NAME: the bytes of a DNS question for NAME's A record, as printf escapes.
name_query() {
  local label labels
  # Number 4711, recursion desired, one question.
  printf '%s' '\x12\x67\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00'
  IFS=. read -r -a labels <<<"$1"
  for label in "${labels[@]}"; do printf '\\x%02x%s' "${#label}" "${label}"; done
  printf '%s' '\x00\x00\x01\x00\x01'
}

# ask_dns SECONDS ADDRESS PORT NAME: the answer's bytes in hexadecimal, nothing when none comes in time.
# dd makes one datagram of it: a length of 10 is a newline, where printf would cut.
ask_dns() {
  local query
  query=$(name_query "$4")
  # shellcheck disable=SC2016 # the inner shell's parameters
  timeout "$1" bash -c 'exec 3<>"/dev/udp/$1/$2" && printf "$3" | dd bs=512 iflag=fullblock status=none >&3 && dd bs=512 count=1 status=none <&3' bash "$2" "$3" "${query}" 2>/dev/null |
    od -An -v -tx1 | tr -d ' \n'
}

# cluster_dns_answers SECONDS: the cluster's DNS knows its own service by name. Both are of cluster_view.
cluster_dns_answers() {
  local address port answer name="kube-dns.kube-system.svc.${DNS_DOMAIN}"
  read -r address port < <(sed -n 's/^dns //p' <<<"${cluster_view}") || true
  if [[ -z ${port:-} ]]; then
    printf 'the service kube-dns is missing, expected present\n'
    return 1
  fi
  answer=$(ask_dns "$1" "${address}" "${port}" "${name}") || true
  # The last four bytes are the address; bytes 3 and 4 hold the return code, 0 in the last digit being success.
  if [[ -z ${answer} ]]; then
    printf 'the cluster DNS at %s does not respond\n' "${address}"
  elif [[ ${answer:0:4} != 1267 || ${answer:7:1} != 0 || ${answer: -8} != "$(address_in_hex "${address}")" ]]; then
    printf 'the cluster DNS at %s does not know %s\n' "${address}" "${name}"
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
