#!/usr/bin/env bash
# Job: makes sure that the cluster's admin kubeconfig is there, closed to others, not about to expire, and opens the API server.
# Inputs: LAB. Runs on any control-plane node; the runner fetches the file afterwards.
# Effects: mode and owner of /etc/kubernetes/admin.conf; an expired certificate in it is renewed by kubeadm.
# Exit codes: 0, 10 differs (check only), 15 the file cannot be had, 18 still differs, 19 another cluster, 21 the API server does not respond
# here, 1 unexpected.

set -euo pipefail
. "${NUCLAB_SCRIPTS:?}/lib/framework/step.sh"
. "${NUCLAB_SCRIPTS}/lib/kubernetes/admin-conf.sh"
. "${NUCLAB_SCRIPTS}/lib/cluster/memory.sh"
: "${LAB:?}"

items=(admin_conf closed valid opens)
# The control plane's own step sees to the file first.
inherited=(admin_conf valid opens)

differs_admin_conf() {
  local name
  name=$(cluster_name_of "${admin_conf}")
  if [[ ! -e ${admin_conf} ]]; then
    printf '%s is missing, expected present\n' "${admin_conf}"
  elif [[ ${name} != "${LAB}" ]]; then
    printf '%s belongs to the cluster %s, not to %s\n' "${admin_conf}" "${name:-without a name}" "${LAB}"
  fi
}
change_admin_conf() {
  [[ ! -e ${admin_conf} ]] || die 19 "$(differs_admin_conf)" "run 'kubeadm reset' on $(uname -n) if that cluster may lose it, then deploy again"
  die 15 "${admin_conf} is missing" "run 'kubeadm init phase kubeconfig admin' on $(uname -n), then deploy again"
}

differs_closed() {
  local owner
  if [[ ! -e ${admin_conf} ]]; then return 0; fi
  owner=$(stat -c '%u %a' "${admin_conf}")
  [[ ${owner} == "${root_uid:?} 600" ]] || printf '%s has owner and mode %s, applied 0 600\n' "${admin_conf}" "${owner}"
}
change_closed() {
  chmod 0600 "${admin_conf}"
  chown "${root_uid:?}" "${admin_conf}"
}

differs_valid() {
  local certificate
  certificate=$(admin_certificate)
  if [[ -z ${certificate} ]]; then return 0; fi
  if expires_within 0 "${certificate}"; then
    printf 'the certificate in %s has expired, expected a valid one\n' "${admin_conf}"
  elif expires_within $((30 * 24 * 3600)) "${certificate}"; then
    expires_soon=yes
  fi
}
change_valid() {
  kubeadm certs renew admin.conf || die 15 "the certificate in ${admin_conf} has expired and cannot be renewed" \
    "run 'kubeadm certs check-expiration' on $(uname -n)"
}

# Said at the end: within the look it would be taken for the difference.
warn_of_expiry() {
  [[ -z ${expires_soon:-} ]] || warning "the certificates of $(uname -n) expire within 30 days: run 'kubeadm certs renew all' there and restart the control plane"
}
at_exit warn_of_expiry

differs_opens() {
  local answer
  if [[ ! -e ${admin_conf} ]]; then return 0; fi
  answer=$(api_ready) || printf 'the API server rejects it: %s\n' "${answer}"
}
change_opens() {
  wait_code=21 wait_fix=${api_fix:?} wait_for 60 'the API server' api_ready
}

run_step "$@"
