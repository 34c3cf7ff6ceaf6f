#!/usr/bin/env bash
# The scan of the GitHub Action. BIN is where the command is installed; the other variables are the inputs.
set -euo pipefail

split=$(mktemp)
summary=$(mktemp)
trap 'rm -f "$split" "$summary"' EXIT

paths=()
while IFS= read -r path; do
  if [ -n "${path//[[:space:]]/}" ]; then
    paths+=("$path")
  fi
done <<< "$SCANNED"

# Quotes in the arguments mean what they mean in a shell, and nothing else does.
"$BIN/python" - > "$split" <<'EOF'
import os, shlex, sys
for argument in shlex.split(os.environ["ARGUMENTS"]):
    sys.stdout.write(argument + "\0")
EOF
arguments=()
while IFS= read -r -d '' argument; do
  arguments+=("$argument")
done < "$split"

if [ -n "${CONVENTIONS:-}" ]; then
  arguments+=(--conventions "$CONVENTIONS")
fi
outputs=(-o cli)
files=console
if [ -n "$SARIF" ]; then
  rm -f "$SARIF"
  outputs+=(-o sarif)
  files+=",$SARIF"
fi
if [ "$SUMMARY" = true ] && [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then
  outputs+=(-o github_failed_only)
  files+=",$summary"
fi

status=0
"$BIN/checkov-aws-iot" scan ${paths[@]+"${paths[@]}"} "${outputs[@]}" --output-file-path "$files" \
  ${arguments[@]+"${arguments[@]}"} || status=$?

if [ -n "$SARIF" ] && [ -s "$SARIF" ]; then
  echo "sarif-file=$SARIF" >> "$GITHUB_OUTPUT"
fi
if [ -s "$summary" ]; then
  # Without a finding the report is an empty table with a line below it.
  grep -q '|' "$summary" || echo "No findings." > "$summary"
  { echo "## AWS IoT"; echo; cat "$summary"; } >> "$GITHUB_STEP_SUMMARY"
fi
exit "$status"
