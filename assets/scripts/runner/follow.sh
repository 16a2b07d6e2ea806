# shellcheck shell=bash
# Job: follows the log of the step's unit to its end and says how it ended; continues session.sh.
# Inputs: the functions of session.sh, `dir`.
# Effects: removes what is secret in the staging folder of a unit that was killed.
# Exit codes: none; the end is said as `end <code of the script>` `killed <result that systemd gives>` or `lost`.

# follow SKIP PHASE: the log from line SKIP on, each line within 0.1 s, then how the unit ended.
follow() {
  local skip=$1 phase=$2 line='' part='' rounds=0 ended='' run_id code result
  run_id=$(remembered run-id)
  exec 3<"${dir:?}/log"
  while ((skip > 0)) && IFS= read -r line <&3; do skip=$((skip - 1)); done
  while true; do
    # First whether it has ended, then its last lines: the other way round they could be missed.
    if [[ -e "${dir}/exit" ]]; then
      ended="exit"
    elif ((rounds % 20 == 0)) && ! unit_runs "${phase}"; then
      if [[ -e "${dir}/exit" ]]; then ended="exit"; else ended="killed"; fi
    fi
    while IFS= read -r line <&3; do
      printf '%s\n' "${part}${line}"
      part=''
    done
    part+=${line}
    [[ -z ${ended} ]] || break
    rounds=$((rounds + 1))
    # Also what ends this program once nobody is listening.
    if ((rounds % 200 == 0)); then say alive; fi
    pause 0.05
  done
  [[ -z ${part} ]] || printf '%s\n' "${part}"
  # The folder is another run's by now when two runners followed one unit and the first has acknowledged it.
  if [[ $(remembered run-id) != "${run_id}" ]]; then
    say lost
  elif [[ ${ended} == "exit" ]]; then
    code=$(remembered exit)
    for ((rounds = 0; rounds < 500; rounds++)); do
      unit_runs "${phase}" || break
      pause 0.03
    done
    say "end ${code}"
  else
    rm -rf "${dir}/secret"
    # A host that shuts down stops the unit first; the connection goes next, and the runner finds out what happened.
    if [[ $(systemctl is-system-running) == stopping ]]; then pause 60; fi
    result=$(systemctl show --property=Result --value "nuclab-${phase}.service")
    say "killed ${result/#success/stopped by hand}"
  fi
}
