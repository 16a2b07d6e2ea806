# shellcheck shell=bash
# Joins the components into one mirror directory, by hard links.
# Inputs: CACHE, RUN_DIR, KUBERNETES. Effects: writes CACHE/assembled. Exit codes: cp's.

# assembled_dir: the mirror directory's path. It follows from the components, so a running lab keeps the one it uses.
assembled_dir() {
  local digest
  digest=$({ cut -d ' ' -f 3 "$RUN_DIR/paths" | sort && sha256sum <"$MIRROR_SRC/lib/assemble.sh"; } | sha256sum | cut -c 1-12)
  echo "$CACHE/assembled/$digest"
}

# assemble DIR
assemble() {
  local dir=$1 digest=${1##*/} tmp component part
  exec 8>"$CACHE/locks/assembled-$digest"
  flock -w 600 8 || die "another build has held $CACHE/locks/assembled-$digest for ten minutes: end it, then run this again"
  if ! verified "$dir"; then
    tmp=$CACHE/tmp/assembled-$digest.$$
    # shellcheck disable=SC2034 # removed when the build is interrupted
    BUILD_TMP=$tmp
    rm -rf "$tmp"
    mkdir -p "$tmp/new"
    while read -r _ _ component; do
      for part in bin registry terraform www; do
        # --force: image components share layers, and one digest has one content, whichever link stays.
        [[ ! -d $component/$part || $component == */cni-plugins-* ]] || cp -al --force "$component/$part" "$tmp/new/"
      done
    done <"$RUN_DIR/paths"
    write_kubectl "$tmp/new"
    write_terraformrc "$tmp/new" "$dir"
    write_versions >"$tmp/new/versions.json"
    write_manifest "$tmp/new" "$tmp/MANIFEST"
    [[ ! -e $dir ]] || mv "$dir" "$tmp/old"
    mkdir -p "$CACHE/assembled"
    mv "$tmp/new" "$dir"
    rm -rf "$tmp"
  fi
  exec 8>&-
}

# write_kubectl DIR: the operator's, of the newest version.
write_kubectl() {
  local newest
  newest=$(tr ' ' '\n' <<<"$KUBERNETES" | sort -V | tail -n 1)
  [[ -n $newest ]] || return 0
  ln "$(component_dir kubernetes "$newest")/kubernetes" "$1/bin/kubectl"
}

# write_terraformrc DIR FINAL_DIR: Terraform wants the mirror's absolute path.
write_terraformrc() {
  cat >"$1/terraform/terraformrc" <<EOF
provider_installation {
  filesystem_mirror {
    path    = "$2/terraform/providers"
    include = ["registry.terraform.io/hashicorp/null"]
  }
  direct {
    exclude = ["registry.terraform.io/hashicorp/null"]
  }
}
EOF
}

# json_list: the lines of stdin as a JSON array.
json_list() { sed 's/.*/"&"/' | paste -s -d , | sed 's/.*/[&]/'; }

# write_versions: what this mirror holds, without paths, for programs.
write_versions() {
  local version versions='' repositories='' minor debian
  for version in $KUBERNETES; do
    versions+=",\"$version\":{\"packages\":\"$version-1.1\",\"images\":$(json_list <"$(component_dir kubernetes "$version")/images")}"
  done
  for minor in $(minors); do
    repositories+=",\"v$minor\":{\"path\":\"kubernetes/v$minor/deb\",\"fingerprint\":\"$(cat "$(component_dir repository "$minor")/fingerprint")\"}"
  done
  printf '{\n  "architecture": "%s",\n  "nullProvider": "%s"' "$ARCH" "$NULL_PROVIDER"
  if [[ -n $KUBERNETES ]]; then
    debian=$(component_dir debian "$DEBIAN_SUITE")
    printf ',\n  "kubernetes": {%s},\n  "aptRepositories": {%s}' "${versions#,}" "${repositories#,}"
    printf ',\n  "packages": {"kubernetes-cni": "%s-1.1", "cri-tools": "%s-1.1"}' "$CNI_PLUGINS" "$CRI_TOOLS"
    printf ',\n  "flannel": {"version": "%s", "image": "ghcr.io/flannel-io/flannel:v%s", "cniPluginImage": "ghcr.io/flannel-io/flannel-cni-plugin:%s"}' \
      "$FLANNEL" "$FLANNEL" "$FLANNEL_CNI_TAG"
    printf ',\n  "nginx": "%s",\n  "busybox": "%s"' "$(sed -n 's/^nginx=//p' "$debian/facts")" "$(sed -n 's/^busybox=//p' "$debian/facts")"
  fi
  printf '\n}\n'
}
