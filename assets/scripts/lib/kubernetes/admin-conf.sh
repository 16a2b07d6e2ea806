# shellcheck shell=bash
# Job: whether admin.conf, the cluster-admin kubeconfig that kubeadm writes, is good for something. Read as text: root must not run what it names.
# Inputs: common.sh and kube.sh.
# Effects: none.
# Exit codes: none.

. "${NUCLAB_SCRIPTS:?}/lib/kubernetes/kube.sh"

admin_certificate() { sed -n 's/^ *client-certificate-data: //p' "${admin_conf}" 2>/dev/null | base64 -d 2>/dev/null || true; }

# expires_within SECONDS CERTIFICATE: unknown without openssl.
expires_within() { command -v openssl >/dev/null && ! openssl x509 -noout -checkend "$1" <<<"$2" >/dev/null 2>&1; }

# admin_conf_difference SERVER: of its certificate and of the API server it names.
admin_conf_difference() {
  local certificate server
  if [[ ! -e ${admin_conf} ]]; then
    printf '%s is missing, expected present\n' "${admin_conf}"
    return 0
  fi
  certificate=$(admin_certificate) server=$(server_of "${admin_conf}")
  if [[ -z ${certificate} ]]; then
    printf '%s holds no certificate, expected one\n' "${admin_conf}"
  elif expires_within 0 "${certificate}"; then
    printf 'the certificate in %s has expired, expected a valid one\n' "${admin_conf}"
  elif [[ ${server} != "$1" ]]; then
    printf '%s names the API server %s, applied %s\n' "${admin_conf}" "${server:-nowhere}" "$1"
  fi
}
