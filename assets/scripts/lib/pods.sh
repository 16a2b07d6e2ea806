# shellcheck shell=bash
# shellcheck disable=SC2016,SC2034 # go-templates have variables of their own; the scripts that source this file use them
# Job: go-templates that say in one line per pod or node what is wrong with it; kubectl's own columns do not say why.
# Inputs: none.
# Effects: none.
# Exit codes: none.

# What a pod's containers wait for: `ImagePullBackOff`, `CrashLoopBackOff`, `PodInitializing`.
pod_reasons='{{range .status.initContainerStatuses}}{{with .state.waiting}} {{.reason}}{{end}}{{end}}{{range .status.containerStatuses}}{{with .state.waiting}} {{.reason}}{{end}}{{end}}'
pod_ready='{{$ready := false}}{{range .status.conditions}}{{if and (eq .type "Ready") (eq .status "True")}}{{$ready = true}}{{end}}{{end}}'

# `name on node: Pending ImagePullBackOff`, one line for each pod that neither runs nor has ended well.
unready_pods="{{range .items}}{{if not .metadata.deletionTimestamp}}${pod_ready}{{if not (or \$ready (eq .status.phase \"Succeeded\"))}}{{.metadata.name}} on {{or .spec.nodeName \"no node\"}}: {{.status.phase}}${pod_reasons}{{\"\\n\"}}{{end}}{{end}}{{end}}"

# `True`, or the kubelet's own sentence: `container runtime network not ready: … cni plugin not initialized`.
node_ready='{{$ready := "unknown"}}{{range .status.conditions}}{{if eq .type "Ready"}}{{if eq .status "True"}}{{$ready = "True"}}{{else}}{{$ready = .message}}{{end}}{{end}}{{end}}{{$ready}}'
