#!/usr/bin/env bash
# Checks what can be checked of infra/ without an account. The Bicep compiler runs wherever it is found; where it is not, that is said.
# Installs nothing. tests/Infra check the rest: names, modules and parameters, and that infra/, code and documents say the same.
set -euo pipefail
cd "$(dirname "$0")"

failed=0
check() { # what, command...
  local what=$1
  shift
  if "$@"; then echo "ok      $what"; else echo "FAILED  $what" >&2; failed=1; fi
}
skip() { echo "SKIPPED $1"; }

if command -v bicep >/dev/null; then
  compile=(bicep)
elif command -v az >/dev/null && az bicep version >/dev/null 2>&1; then
  compile=(az bicep)
else
  compile=()
fi

build() { # file
  local verb=build
  [[ $1 != *.bicepparam ]] || verb=build-params
  if [ "${compile[0]}" = az ]; then az bicep "$verb" --file "$1" --stdout >/dev/null; else bicep "$verb" "$1" --stdout >/dev/null; fi
}

for file in main.bicep ./*.bicepparam; do
  if [ ${#compile[@]} -gt 0 ]; then check "compiled: $file" build "$file"; else skip "$file is not compiled: neither bicep nor az bicep is here"; fi
done

for script in ./*.sh; do
  check "bash reads $script" bash -n "$script"
  if command -v shellcheck >/dev/null; then check "shellcheck $script" shellcheck --severity=warning "$script"; else skip "shellcheck $script: it is not here"; fi
done

json() { node -e 'JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"))' "$1"; }
while IFS= read -r file; do
  if command -v node >/dev/null; then check "JSON: $file" json "$file"; else skip "JSON: $file: node is not here"; fi
done < <(find . -name '*.json' | sort)

exit "$failed"
