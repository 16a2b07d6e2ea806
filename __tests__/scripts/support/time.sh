# shellcheck shell=bash
# Job: time for script tests: it passes by looks, not by the clock, so that waits see on a slow machine what they see on a fast one.
# Inputs: bash reads it before the script, as BASH_ENV says.
# Effects: SECONDS counts a second for every five calls of sleep.
# Exit codes: none.

# The fake commands need no time.
unset BASH_ENV SECONDS
SECONDS=0
slept=0
sleep() {
  command sleep "$1"
  slept=$((slept + 1))
  if ((slept % 5 == 0)); then SECONDS=$((SECONDS + 1)); fi
}
