# shellcheck shell=bash
# Job: running kubeadm so that its phases are seen and its errors are short, and remembering which lab a host belongs to.
# Inputs: NUCLAB_STEP_DIR, LAB; common.sh, kube.sh and network-remains.sh.
# Effects: kubeadm's; /var/lib/nuclab/membership.
# Exit codes: 11 kubeadm's preflight found something, others as the caller gives them.

. "${NUCLAB_SCRIPTS:?}/lib/kubernetes/kube.sh"
. "${NUCLAB_SCRIPTS:?}/lib/network/remains.sh"

cri_socket='unix:///run/containerd/containerd.sock'
kubeadm_output="${NUCLAB_STEP_DIR}/kubeadm.log"
membership_record="${root}/var/lib/nuclab/membership"

# kubeadm never prints a token with the options used here; should a version do it all the same, it does not reach a log.
without_tokens() { sed -u -E 's/\b[a-z0-9]{6}\.[a-z0-9]{16}\b/[token removed]/g'; }

# Copies kubeadm's lines and says each phase once.
tell_phases() {
  local what=$1 limit=$2 start=${SECONDS} line phase told=' patches '
  while IFS= read -r line; do
    printf '%s\n' "${line}"
    [[ ${line} =~ ^\[([a-z-]+)\]\ (.*) ]] || continue
    phase=${BASH_REMATCH[1]}
    if [[ ${told} != *" ${phase} "* ]]; then
      printf 'waiting: for %s (last saw %s: %s, %d s left)\n' "${what}" "${phase}" "${BASH_REMATCH[2]}" $((start + limit - SECONDS))
      told+="${phase} "
    fi
  done
}

# run_kubeadm SECONDS 'what' argument…: kubeadm's status, 124 when the time is over.
run_kubeadm() {
  local limit=$1 what=$2
  shift 2
  timeout --kill-after=10 "${limit}" kubeadm "$@" 2>&1 </dev/null | without_tokens | tee "${kubeadm_output}" | tell_phases "${what}" "${limit}"
}

# Why the kubelet does not stay up: kubeadm only notices that nothing answers.
kubelet_complaint() {
  local complaint
  [[ $(systemctl is-active kubelet 2>/dev/null) != active ]] || return 0
  complaint=$(journalctl --unit kubelet --lines 200 --output cat --no-pager 2>/dev/null | sed -n 's/^E[0-9]\{4\} [^]]*\] //p' | tail -n 1) || true
  [[ -z ${complaint} ]] || printf '; kubelet: %s' "${complaint}"
}

# kubeadm_failed CODE 'what' 'fix': dies with what kubeadm said last; with 11 and every [ERROR …] line when its preflight refused.
kubeadm_failed() {
  local errors
  errors=$(sed -n 's/^[[:space:]]*\(\[ERROR [^]]*\]\)/\1/p' "${kubeadm_output}" | paste -sd ' ')
  [[ -z ${errors} ]] || die 11 "kubeadm refuses: ${errors}" 'fix what each [ERROR] names on this host, then deploy again'
  errors=$(grep -E '^error' "${kubeadm_output}" | head -n 1) || errors=$(grep . "${kubeadm_output}" | tail -n 1) || true
  die "$1" "$2: ${errors:-no output in time}$(kubelet_complaint || true)" "$3"
}

# Undoes an unfinished or orphaned membership; etcd data and certificates of this host go with it.
reset_unfinished() {
  warning "$1"
  run_kubeadm 120 'kubeadm reset' reset --force --cri-socket "${cri_socket}" || kubeadm_failed "$2" 'kubeadm reset failed' \
    "look at 'systemctl status containerd' on this host, then deploy again"
  clean_network_remains
}

# Which lab this host is a node of: a worker's own files do not name the cluster. Written before the first change, so that
# an unfinished membership can be left as well.
differs_membership_record() {
  local lab=''
  [[ ! -e ${membership_record} ]] || lab=$(<"${membership_record}")
  [[ ${lab} == "${LAB}" ]] || printf 'the host remembers %s, applied %s\n' "${lab:-no lab}" "${LAB}"
}
change_membership_record() { printf '%s\n' "${LAB}" | write_file "${membership_record}"; }
