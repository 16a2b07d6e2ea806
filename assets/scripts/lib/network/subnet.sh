# shellcheck shell=bash
# Job: arithmetic with IPv4 addresses.
# Inputs: arguments.
# Effects: none.
# Exit codes: none.

address_number() {
  local a b c d
  IFS=. read -r a b c d <<<"$1"
  printf '%d' $(((a << 24) | (b << 16) | (c << 8) | d))
}

# in_subnet ADDRESS NETWORK/BITS
in_subnet() {
  local mask address network
  mask=$(((0xffffffff << (32 - ${2#*/})) & 0xffffffff))
  address=$(address_number "$1")
  network=$(address_number "${2%/*}")
  (((address & mask) == (network & mask)))
}
