# shellcheck shell=bash
# Job: the item firewall: where ufw or firewalld is in use, it lets the cluster's traffic through. No firewall is installed or switched on.
# Inputs: OPEN_PORTS (`6443/tcp` for everybody, `10250/tcp@peers` for the lab's hosts), PEER_ADDRESSES.
# Effects: rules of ufw or firewalld.
# Exit codes: 20 the firewall refuses a rule.

. "${NUCLAB_SCRIPTS:?}/lib/framework/step.sh"

# The bridge and the tunnel of flannel; pods reach each other, their host and the outside through them.
pod_interfaces=(cni0 flannel.1)

active_firewall() {
  if command -v ufw >/dev/null && grep -qi '^ENABLED=yes' "${root}/etc/ufw/ufw.conf" 2>/dev/null; then
    echo ufw
  elif command -v firewall-cmd >/dev/null && [[ $(firewall-cmd --state 2>/dev/null) == running ]]; then
    echo firewalld
  fi
}

# each_rule FUNCTION: calls it with `any PORTS PROTOCOL`, `peer PORTS PROTOCOL ADDRESS` or `pods INTERFACE`, until it fails.
each_rule() {
  local entry port peer
  for entry in ${OPEN_PORTS?}; do
    port=${entry%@peers}
    if [[ ${entry} != *@peers ]]; then
      "$1" any "${port%/*}" "${port#*/}" || return 1
      continue
    fi
    for peer in ${PEER_ADDRESSES?}; do "$1" peer "${port%/*}" "${port#*/}" "${peer}" || return 1; done
  done
  for entry in "${pod_interfaces[@]}"; do "$1" pods "${entry}" || return 1; done
}

rule_words() {
  case "$1" in
    any) echo "port $2/$3" ;;
    peer) echo "port $2/$3 from $4" ;;
    pods) echo "the pods' interface $2" ;;
  esac
}

# The rules as `ufw show added` prints them, which is also how they are entered.
ufw_rules() {
  local ports=${2//-/:}
  case "$1" in
    any) echo "allow ${ports}/$3" ;;
    peer) echo "allow from $4 to any port ${ports} proto $3" ;;
    pods) printf '%s\n' "allow in on $2" "route allow in on $2" "route allow out on $2" ;;
  esac
}

ufw_has() {
  local rule
  while read -r rule; do
    [[ ${rules_seen} == *$'\n'"ufw ${rule}"$'\n'* ]] || { printf 'ufw closes %s, applied open\n' "$(rule_words "$@")" && return 1; }
  done < <(ufw_rules "$@")
}

ufw_add() {
  local rule words
  while read -r rule; do
    read -ra words <<<"${rule}"
    ufw "${words[@]}" comment nuclab || die 20 "ufw refuses the rule '${rule}'" "run 'ufw ${rule}' on the host, fix what it names, then deploy again"
  done < <(ufw_rules "$@")
}

firewalld_rule() {
  case "$1" in
    any) echo "port=$2/$3" ;;
    peer) echo "rich-rule=rule family=\"ipv4\" source address=\"$4\" port port=\"$2\" protocol=\"$3\" accept" ;;
    pods) echo "interface=$2" ;;
  esac
}

# Every rule has to be there twice: in the running firewall and in its files.
firewalld_has() {
  local rule
  rule=$(firewalld_rule "$@")
  rule=$'\n'${rule#*=}$'\n'
  [[ ${rules_seen%%===*} == *"${rule}"* && ${rules_seen##*===} == *"${rule}"* ]] || { printf 'firewalld closes %s, applied open\n' "$(rule_words "$@")" && return 1; }
}

firewalld_add() {
  local zone=()
  if [[ $1 == pods ]]; then zone=(--zone=trusted); fi
  firewall-cmd --quiet --permanent "${zone[@]}" "--add-$(firewalld_rule "$@")" ||
    die 20 "firewalld refuses $(rule_words "$@")" "look at 'journalctl -u firewalld' on the host, then deploy again"
}

# firewalld_list [--permanent]: ports, rich rules and trusted interfaces, one per line.
firewalld_list() {
  firewall-cmd "$@" --list-all | awk -f "${NUCLAB_SCRIPTS}/lib/system/firewalld-rules.awk"
  firewall-cmd "$@" --zone=trusted --list-interfaces | tr ' ' '\n'
}

see_rules() {
  case "$1" in
    ufw) rules_seen=$(ufw show added | sed -E "s/ comment '.*'\$//") ;;
    firewalld) rules_seen=$(firewalld_list && echo '===' && firewalld_list --permanent) ;;
  esac
  rules_seen=$'\n'${rules_seen}$'\n'
}

differs_firewall() {
  local firewall
  firewall=$(active_firewall)
  [[ -n ${firewall} ]] || return 0
  see_rules "${firewall}"
  each_rule "${firewall}_has"
}

change_firewall() {
  local firewall
  firewall=$(active_firewall)
  each_rule "${firewall}_add"
  if [[ ${firewall} == firewalld ]]; then firewall-cmd --quiet --reload; fi
}
