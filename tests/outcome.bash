# SPDX-License-Identifier: Apache-2.0
# A part of the tests in shell. Exit status 77 says that a test was skipped, and comes from skip alone: a
# command under test that ends with it has failed. Sourced first; exec and an EXIT trap would undo this.

skip() {
  echo "skipped: $1"
  outcome_skipped=true
  exit 77
}

# Skips the test unless each of these programs is there.
needs() {
  local program
  for program; do
    command -v "$program" >/dev/null || skip "$program is not installed"
  done
}

outcome_skipped=false
trap '[ $? != 77 ] || $outcome_skipped || { echo "ended with 77, and nothing was skipped" >&2; exit 1; }' EXIT
