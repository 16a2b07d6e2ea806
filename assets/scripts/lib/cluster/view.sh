# shellcheck shell=bash
# Job: what the API server knows of the nodes of the inventory and of the pods the cluster itself runs on them, read in two requests.
# Inputs: NODES; kube.sh and pods.sh.
# Effects: none.
# Exit codes: none.

. "${NUCLAB_SCRIPTS:?}/lib/kubernetes/kube.sh"
. "${NUCLAB_SCRIPTS}/lib/cluster/pods.sh"

# Lines `node nuc01 2026-11-21T11:52:03Z True kubelet is posting ready status`, `set nuc01 label disk=ssd`, `set nuc01 cordoned yes`,
# `pod nuc01 kube-system coredns-1 2026-11-21T11:53:00Z Ready`, `dns 10.96.0.10 53`, `flannel 1 1 3 3` (generation, the one seen, nodes, updated).
# shellcheck disable=SC2016 # go-templates
view_template='{{range .items}}{{$name := .metadata.name}}{{if eq .kind "Node"}}
node {{$name}} {{range .status.conditions}}{{if eq .type "Ready"}}{{.lastTransitionTime}} {{.status}} {{.message}}{{end}}{{end}}{{range $key, $value := .metadata.labels}}
set {{$name}} label {{$key}}={{$value}}{{end}}{{range .spec.taints}}
set {{$name}} taint {{.key}}{{with .value}}={{.}}{{end}}:{{.effect}}{{end}}{{if .spec.unschedulable}}
set {{$name}} cordoned yes{{end}}{{range $key, $value := .metadata.annotations}}{{if eq $key "nuclab/settings"}}
set {{$name}} ours {{$value}}{{end}}{{end}}{{else if eq .kind "Service"}}{{if eq $name "kube-dns"}}
dns {{.spec.clusterIP}}{{range .spec.ports}}{{if eq .name "dns"}} {{.port}}{{end}}{{end}}{{end}}{{else if eq .kind "DaemonSet"}}{{if eq $name "kube-flannel-ds"}}
flannel {{.metadata.generation}} {{.status.observedGeneration}} {{.status.desiredNumberScheduled}} {{or .status.updatedNumberScheduled 0}}{{end}}{{else if eq .kind "Pod"}}{{if not .metadata.deletionTimestamp}}
pod {{or .spec.nodeName "-"}} {{.metadata.namespace}} {{$name}} {{$since := .metadata.creationTimestamp}}{{range .status.conditions}}{{if eq .type "Ready"}}{{$since = .lastTransitionTime}}{{end}}{{end}}{{$since}} '"${pod_state}"'{{end}}{{end}}{{end}}'

# see_cluster: fills cluster_view, or cluster_problem with what the API server said instead.
# shellcheck disable=SC2034 # cluster_problem is for the script
see_cluster() {
  local text
  [[ ${cluster_seen:-} != "${look_number}" ]] || return 0
  cluster_seen=${look_number} cluster_view='' cluster_problem=''
  if ((checking)); then young_after=$(date -u -d '-30 seconds' +%Y-%m-%dT%H:%M:%SZ); fi
  if text=$(kube --namespace kube-system get nodes,services,pods -o "go-template=${view_template}" 2>&1) &&
    cluster_view=${text} && text=$(kube --namespace kube-flannel get pods,daemonsets -o "go-template=${view_template}" 2>&1); then
    cluster_view+=$'\n'${text}
  else
    cluster_view='' cluster_problem=$(last_line "${text}")
  fi
}

# viewed PROGRAM: what the awk program prints of the view, `; ` between its lines. It finds node[1…nodes], the inventory's; state, message and
# since of each that is registered; pods: on, space, pod, pod_since, pod_state by number. young(TIME): since less than half a minute, in a check;
# what is about to settle by itself, as after a restart, is no difference yet. rollout holds the words after `flannel`.
viewed() {
  awk -v inventory="${NODES:?}" -v latest="${young_after:-none}" '
    function young(time) { return latest != "none" && time > latest }
    function say(text) { out = out (out == "" ? "" : "; ") text }
    function rest(from, i, text) { for (i = from; i <= NF; i++) text = text (i == from ? "" : " ") $i; return text }
    $1 == "node" { registered[$2] = 1; since[$2] = $3; state[$2] = $4; message[$2] = rest(5) }
    $1 == "pod" { pods++; on[pods] = $2; space[pods] = $3; pod[pods] = $4; pod_since[pods] = $5; pod_state[pods] = rest(6) }
    $1 == "flannel" { generation = $2; observed = $3; desired = $4; updated = $5 }
    END {
      nodes = split(inventory, node, " ")
      for (i = 1; i <= nodes; i++) if (state[node[i]] == "True") ready++
      '"$1"'
      if (out != "") print out
    }' <<<"${cluster_view}"
}
