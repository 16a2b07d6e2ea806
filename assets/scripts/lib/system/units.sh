# shellcheck shell=bash
# Job: the state of systemd units, all asked for at once, and the words for it; files in /etc that change a unit.
# Inputs: none.
# Effects: only those of make_unit_run.
# Exit codes: none.

. "${NUCLAB_SCRIPTS:?}/lib/framework/step.sh"

declare -A unit_active=() unit_boot=()

# see_units UNIT…: fills unit_active (active, inactive, failed, activating, …) and unit_boot (enabled, disabled, masked, … or nothing for a
# unit that is not there), both by the names given.
see_units() {
  local line at=0 names=("$@")
  for line in "${names[@]}"; do unit_active[${line}]='' unit_boot[${line}]=''; done
  while IFS= read -r line; do
    case "${line}" in
      '') at=$((at + 1)) ;;
      ActiveState=*) unit_active[${names[at]}]=${line#*=} ;;
      UnitFileState=*) unit_boot[${names[at]}]=${line#*=} ;;
    esac
  done < <(systemctl show -p ActiveState -p UnitFileState "${names[@]}" 2>/dev/null)
}

starts_at_boot() { [[ ${unit_boot[$1]} =~ ^(enabled|alias|generated)$ ]]; }

# unit_difference UNIT: of one that has to run and to start at boot; see_units was called.
unit_difference() {
  local name=${1%.service}
  if [[ ${unit_boot[$1]} == masked* ]]; then
    printf '%s is masked, applied enabled\n' "${name}"
  elif [[ ${unit_active[$1]} == inactive || -z ${unit_active[$1]} ]]; then
    printf '%s is stopped, applied running\n' "${name}"
  elif [[ ${unit_active[$1]} == failed ]]; then
    printf '%s has failed, applied running\n' "${name}"
  elif [[ ${unit_boot[$1]} != enabled ]]; then
    printf '%s is %s at boot, applied enabled\n' "${name}" "${unit_boot[$1]:-missing}"
  fi
}

# enable_unit UNIT: at boot; see_units was called.
enable_unit() {
  if [[ ${unit_boot[$1]} == masked* ]]; then systemctl unmask "$1"; fi
  [[ ${unit_boot[$1]} == enabled ]] || systemctl enable "$1"
}

# unit_files PLACE UNIT FOLDER…: unit files and drop-ins below any of these folders, named without it; PLACE is `admin` for those that win
# over the package's, or `package`. A mask does not count.
unit_files() {
  local unit=$2 folder place file places=(/etc/systemd/system /etc/systemd/system.control /usr/local/lib/systemd/system)
  local -A found=()
  if [[ $1 == package ]]; then places=(/usr/lib/systemd/system); fi
  shift 2
  for folder in "$@"; do
    for place in "${places[@]}"; do
      for file in "${folder}${place}/${unit}" "${folder}${place}/${unit}.d"/*.conf; do
        if [[ -f ${file} ]]; then found[${file#"${folder}"}]=yes; fi
      done
    done
  done
  if ((${#found[@]})); then printf '%s\n' "${!found[@]}" | sort; fi
}
