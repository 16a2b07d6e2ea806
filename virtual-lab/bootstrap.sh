#!/usr/bin/env bash
# Job: makes a fresh checkout ready (tools checked, Debian and npm packages installed, program compiled), then runs a command of it.
# Inputs: demo | lab | bench | test | test-lab, and that command's own arguments.
# Effects: node_modules/, dist/; Debian packages where they are missing and this is root on Debian or Ubuntu.
# Exit codes: those of the command; 2 wrong usage, 9 a tool is missing or too old.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf 'nuclab: %s\n' "$*" >&2; }
missing() {
  say "error: $1; fix: $2"
  exit 9
}

# need TOOL FOUND WANTED 'what to do': compares dotted versions.
need() {
  local tool=$1 found=$2 wanted=$3 fix=$4
  [[ -n ${found} ]] || missing "${tool} is not installed, ${wanted} or later is needed" "${fix}"
  printf '%s\n%s\n' "${wanted}" "${found}" | sort -CV ||
    missing "${tool} ${found} is too old, ${wanted} or later is needed" "${fix}"
}

version_of() { { "$@" 2>/dev/null || true; } | grep -oE '[0-9]+\.[0-9]+(\.[0-9]+)?' | head -n 1 || true; }

need_terraform() {
  local found
  found=$(CHECKPOINT_DISABLE=1 version_of terraform version)
  if [[ -z ${found} ]] && command -v tofu >/dev/null; then
    need OpenTofu "$(version_of tofu version)" 1.9 'install it as https://opentofu.org/docs/intro/install says'
    export TERRAFORM_BINARY_NAME=tofu
    return
  fi
  need Terraform "${found}" 1.9 'install Terraform (developer.hashicorp.com/terraform/install) or OpenTofu (opentofu.org)'
}

need_go() {
  [[ " $* " == *' --upstream '* || " $* " == *' --down '* ]] && return
  # Only to build the mirror: an older go fetches the toolchain a module asks for, if it is allowed to.
  need Go "$(version_of go version)" 1.24 'install it as https://go.dev/doc/install says, or add --upstream where the internet is reachable'
}

# A virtual lab needs Linux, root and apt; the lab's own code checks the rest and says so.
need_lab() {
  [[ $(uname -s) == Linux ]] ||
    missing "virtual hosts are Linux containers and this is $(uname -s)" 'run it on a Debian or Ubuntu machine, or write a lab.yaml for real NUCs and type: npx cdktf deploy'
  ((EUID == 0)) || missing "virtual hosts need root and this is $(id -un)" "run: sudo env PATH=\"\$PATH\" npm run $1"
  command -v apt-get >/dev/null ||
    missing 'virtual hosts are built with apt, which this machine does not have' 'run it on a Debian or Ubuntu machine, or write a lab.yaml for real NUCs and type: npx cdktf deploy'
}

# debian PACKAGE…: installs what is missing; a service that comes along is neither started nor enabled.
debian() {
  local wanted=() package
  for package in "$@"; do
    dpkg-query -W -f '${db:Status-Abbrev}\n' "${package}" 2>/dev/null | grep -q '^.i' || wanted+=("${package}")
  done
  ((${#wanted[@]})) || return 0
  ((EUID == 0)) || missing "Debian packages are missing: ${wanted[*]}" "run: sudo apt-get install ${wanted[*]}"
  say "installing Debian packages: ${wanted[*]}"
  [[ -n $(find /var/lib/apt/lists -name '*Packages*' -mmin -1440 -print -quit 2>/dev/null) ]] || apt-get -qq update
  local policy=/usr/sbin/policy-rc.d own_policy=0
  if [[ ! -e ${policy} ]]; then
    own_policy=1
    printf '#!/bin/sh\nexit 101\n' >"${policy}"
    chmod +x "${policy}"
  fi
  local code=0
  DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends -o DPkg::Lock::Timeout=120 install "${wanted[@]}" >/dev/null || code=$?
  ((own_policy == 0)) || rm -f "${policy}"
  if [[ " ${wanted[*]} " == *' openssh-server '* && -d /run/systemd/system ]]; then
    systemctl --quiet disable ssh.service ssh.socket 2>/dev/null || true
  fi
  ((code == 0)) || missing "apt-get install ${wanted[*]} failed with exit code ${code}" 'run the command yourself to see why'
}

# PostgreSQL's programs alone: by itself Debian's package also makes a cluster, which starts at every boot.
postgresql() {
  ! compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || return 0
  ! command -v initdb >/dev/null || return 0
  ((EUID == 0)) || missing 'PostgreSQL is not installed' 'run: sudo apt-get install postgresql'
  local settings=/etc/postgresql-common/createcluster.conf
  if [[ ! -e ${settings} ]]; then
    debian postgresql-common
    sed -i 's/^#*create_main_cluster.*/create_main_cluster = false/' "${settings}"
  fi
  debian postgresql
  [[ ! -d /run/systemd/system ]] || systemctl --quiet disable postgresql.service 2>/dev/null || true
}

npm_packages() {
  local stamp=node_modules/.nuclab-lock
  cmp -s package-lock.json "${stamp}" && return 0
  say 'installing npm packages (about 30 s)'
  npm ci --no-audit --no-fund --loglevel=error >&2
  cp package-lock.json "${stamp}"
}

compile() { npm run --silent build; }

command=${1:-}
shift || true
need Node.js "$(version_of node --version)" 20.9 'install Node.js 20 or later, for example from https://nodejs.org'
export CHECKPOINT_DISABLE=1
case "${command}" in
  demo | lab | bench)
    need_lab "${command}"
    need_terraform
    need_go "$@"
    npm_packages
    compile
    exec node "dist/virtual-lab/${command}.js" "$@"
    ;;
  test)
    need_terraform
    debian git openssh-client openssh-server shellcheck shfmt
    postgresql
    npm_packages
    npm run --silent check -- "$@"
    ;;
  test-lab)
    need_lab test:lab
    need_terraform
    need_go "$@"
    postgresql
    npm_packages
    compile
    arguments=()
    for argument in "$@"; do
      # Ours, not jest's --all: everything instead of the landing set of jest.lab.config.js.
      if [[ ${argument} == --all ]]; then export NUCLAB_LAB_TESTS=all; else arguments+=("${argument}"); fi
    done
    exec node_modules/.bin/jest --config jest.lab.config.js "${arguments[@]}"
    ;;
  *)
    say "error: ${command:-no command} is not a command; fix: use npm run demo, lab, bench, test or test:lab"
    exit 2
    ;;
esac
