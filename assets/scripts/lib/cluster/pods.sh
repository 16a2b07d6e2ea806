# shellcheck shell=bash
# shellcheck disable=SC2016,SC2034 # go-templates have variables of their own; the scripts that source this file use them
# Job: go-templates that say in one line per node or pod how it is; kubectl's own columns do not say why.
# Inputs: none.
# Effects: none.
# Exit codes: none.

# `True`, or the kubelet's own sentence: `container runtime network not ready: … cni plugin not initialized`.
node_ready='{{$ready := "unknown"}}{{range .status.conditions}}{{if eq .type "Ready"}}{{if eq .status "True"}}{{$ready = "True"}}{{else}}{{$ready = .message}}{{end}}{{end}}{{end}}{{$ready}}'

# What a pod's containers wait for: `ImagePullBackOff`, `CrashLoopBackOff`, `PodInitializing`.
pod_reasons='{{range .status.initContainerStatuses}}{{with .state.waiting}} {{.reason}}{{end}}{{end}}{{range .status.containerStatuses}}{{with .state.waiting}} {{.reason}}{{end}}{{end}}'

# `Ready`, or `Pending ImagePullBackOff`. A pod that has ended well counts as Ready.
pod_state="{{\$ready := false}}{{range .status.conditions}}{{if and (eq .type \"Ready\") (eq .status \"True\")}}{{\$ready = true}}{{end}}{{end}}{{if or \$ready (eq .status.phase \"Succeeded\")}}Ready{{else}}{{.status.phase}}${pod_reasons}{{end}}"

# `kube-system/coredns-1 Ready`, one line for each pod of the cluster's own namespaces that is not about to go.
system_pods="{{range .items}}{{if and (not .metadata.deletionTimestamp) (or (eq .metadata.namespace \"kube-system\") (eq .metadata.namespace \"kube-flannel\"))}}{{.metadata.namespace}}/{{.metadata.name}} ${pod_state}{{\"\\n\"}}{{end}}{{end}}"
