#!/usr/bin/env bash
# Prints the section of a version in the changelog, without its heading; fails if there is none.
set -euo pipefail
awk -v heading="## $1" '
  /^## / { inside = ($0 == heading || index($0, heading " ") == 1); found = found || inside; next }
  inside { print }
  END { exit !found }
' CHANGELOG.md
