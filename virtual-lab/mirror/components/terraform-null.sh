#!/usr/bin/env bash
# Builds the stand-in for Terraform's null provider into the layout of a filesystem mirror.
# Inputs: OUT, WORK, VERSION, ARCH, MIRROR_SRC. Effects: writes OUT/terraform.
# Exit codes: Go's.
set -euo pipefail
# shellcheck source=../lib/go.sh
. "$MIRROR_SRC/lib/go.sh"
dir=$OUT/terraform/providers/registry.terraform.io/hashicorp/null/$VERSION/linux_$ARCH
mkdir -p "$dir"
go_module null "$VERSION"
go_build "$dir/terraform-provider-null_v$VERSION" "-X main.version=$VERSION" .
