# shellcheck shell=bash
# shellcheck disable=SC2034 # read by the scripts and the other library files
# Job: every variable that only tests set, read once, with the value that holds on a host.
# Inputs: NUCLAB_ROOT and the NUCLAB_… variables below.
# Effects: one plain variable for each use; no other file of lib/ or of the phase scripts reads these names.
# Exit codes: none.

# The prefix of every path outside the step's folder.
root="${NUCLAB_ROOT:-}"
root_uid="${NUCLAB_ROOT_UID:-0}"
kubelet_port="${NUCLAB_KUBELET_PORT:-10248}"

# The pause between two looks: of wait_until, at a kubelet that did not respond, at a namespace that is being deleted, at a node name that is taken.
poll_seconds="${NUCLAB_POLL_SECONDS:-0.3}"
kubelet_poll_seconds="${NUCLAB_POLL_SECONDS:-1}"
namespace_poll_seconds="${NUCLAB_POLL_SECONDS:-2}"
name_poll_seconds="${NUCLAB_POLL_SECONDS:-5}"

# Deadlines: for an API server that somebody else has to start, and for one that the step starts itself.
api_seconds="${NUCLAB_API_SECONDS:-60}"
api_start_seconds="${NUCLAB_API_SECONDS:-180}"
name_wait_seconds="${NUCLAB_NAME_WAIT_SECONDS:-75}"
node_settle_seconds="${NUCLAB_SETTLE_SECONDS:-90}"
flannel_settle_seconds="${NUCLAB_SETTLE_SECONDS:-120}"
clock_seconds="${NUCLAB_CLOCK_SECONDS:-15}"
apt_lock_seconds="${NUCLAB_APT_LOCK_SECONDS:-600}"

# Before a download is tried again; empty: 1 to 4 s by chance, so that different hosts do not ask the mirror in step.
retry_seconds="${NUCLAB_RETRY_SECONDS:-}"
