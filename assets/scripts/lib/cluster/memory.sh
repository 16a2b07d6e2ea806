# shellcheck shell=bash
# Job: what the cluster remembers of its steps, in the ConfigMap nuclab of kube-system, so that it survives the loss of any host. A script that
# sources this file is carried out for the cluster: its marker is there, and not on the host.
# Inputs: NUCLAB_STEP_DIR; kube.sh.
# Effects: remember writes one key of the ConfigMap; a marker that an earlier nuclab left on this host goes when the cluster has its own.
# Exit codes: 21 the API server does not respond on this host, another control plane may serve.

. "${NUCLAB_SCRIPTS:?}/lib/kubernetes/kube.sh"

# recall KEY: nothing when the cluster does not remember it.
recall() {
  kube --namespace kube-system get configmap nuclab --ignore-not-found --output "jsonpath={.data.${1//./\\.}}"
}

# remember KEY: standard input. Each key has a field manager of its own: what one step writes does not take away what another wrote.
remember() {
  local key=$1 text
  text=$(
    printf 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: nuclab\n  namespace: kube-system\ndata:\n  %s: |2\n' "${key}"
    sed 's/^/    /'
  )
  text=$(kube apply --server-side --force-conflicts --field-manager="nuclab-${key}" --filename - 2>&1 <<<"${text}") ||
    die 21 "the cluster did not save the record of ${key}: $(last_line "${text}")" "${api_fix:?}"
}

# Until 0.1 the first control plane remembered these steps.
read_marker() {
  local file="${root}/var/lib/nuclab/markers/$1.json"
  old_marker=$(recall "$1.json") || die 21 "the cluster does not say what it remembers of $1" "${api_fix:?}"
  if [[ -z ${old_marker} && -f ${file} ]]; then old_marker=$(<"${file}"); fi
}
store_marker() {
  remember "$1.json"
  rm -f "${root}/var/lib/nuclab/markers/$1.json"
}

api_fix="look at 'crictl ps -a' and 'journalctl -u kubelet' on $(uname -n), then deploy again"
