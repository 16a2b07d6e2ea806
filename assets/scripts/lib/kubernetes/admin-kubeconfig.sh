# shellcheck shell=bash
# Job: a kubeconfig in the home of the user who administers this host.
# Inputs: NUCLAB_ADMIN_USER (else root), admin.conf; common.sh and kube.sh.
# Effects: ~/.kube/config, 0600; one of another cluster is kept beside it as config.before-nuclab-<time>.
# Exit codes: those of common.sh.

. "${NUCLAB_SCRIPTS:?}/lib/kubernetes/kube.sh"

admin_user="${NUCLAB_ADMIN_USER:-root}"
IFS=: read -r _ _ _ _ _ admin_home _ < <(getent passwd "${admin_user}") || admin_home=''
admin_kubeconfig="${root}${admin_home}/.kube/config"

# Whether the file holds admin.conf's own authority and certificate. Read as text: a kubeconfig can name a command, which root must not run.
is_admin_kubeconfig() {
  local entry wanted
  for entry in certificate-authority-data client-certificate-data; do
    wanted=$(sed -n "s/^ *${entry}: //p" "${admin_conf}" | head -n 1)
    [[ -n ${wanted} ]] && grep -qF "${wanted}" "$1" || return 1
  done
}

differs_admin_kubeconfig() {
  local owner
  # Without a good admin.conf there is nothing to compare with, and another item tells of that.
  if [[ -z ${admin_home} ]] || ! grep -q 'client-certificate-data: .' "${admin_conf}" 2>/dev/null; then return 0; fi
  if [[ ! -e ${admin_kubeconfig} ]]; then
    printf '%s is missing, expected present\n' "${admin_kubeconfig}"
  elif ! is_admin_kubeconfig "${admin_kubeconfig}"; then
    printf '%s does not hold the credentials of %s, expected those\n' "${admin_kubeconfig}" "${admin_conf}"
  else
    owner=$(stat -c '%U %a' "${admin_kubeconfig}")
    [[ ${owner} == "${admin_user} 600" ]] || printf '%s has owner and mode %s, applied %s 600\n' "${admin_kubeconfig}" "${owner}" "${admin_user}"
  fi
}

change_admin_kubeconfig() {
  if [[ -e ${admin_kubeconfig} ]] && ! is_admin_kubeconfig "${admin_kubeconfig}"; then
    cp -p "${admin_kubeconfig}" "${admin_kubeconfig}.before-nuclab-$(date -u +%Y%m%dT%H%M%SZ)"
    write_file "${admin_kubeconfig}" 0600 <"${admin_conf}"
  elif [[ ! -e ${admin_kubeconfig} ]]; then
    write_file "${admin_kubeconfig}" 0600 <"${admin_conf}"
  fi
  chmod 0600 "${admin_kubeconfig}"
  chown "${admin_user}:" "$(dirname "${admin_kubeconfig}")" "${admin_kubeconfig}"
}
