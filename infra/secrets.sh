#!/usr/bin/env bash
# Sees that the vault has every secret that the app needs: asks for a missing one where somebody can answer, else says how to set it.
#   infra/secrets.sh VAULT SECRET...        without arguments: azd's keyVaultName and requiredSecrets
# Values never appear on a command line or in an output.
set -euo pipefail

if [ $# -eq 0 ]; then
  # shellcheck disable=SC2086  # names have no spaces, and there may be several
  set -- "${keyVaultName:?run azd provision first}" ${requiredSecrets:-}
fi
vault=$1
shift
[ $# -gt 0 ] || { echo 'No secret is needed.'; exit 0; }
command -v az >/dev/null || { echo 'secrets: az is not installed, so the vault was not looked at.' >&2; exit 1; }

# A role that has just been given takes some minutes to be known everywhere. A pipeline has none, and does not wait for it.
try() {
  for _ in $(seq 1 20); do
    if "$@" 2>"$work/error"; then return 0; fi
    [ -t 0 ] && grep -qi 'forbidden' "$work/error" || break
    sleep 15
  done
  cat "$work/error" >&2
  return 1
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
there=$(try az keyvault secret list --vault-name "$vault" --query '[].name' --output tsv) || {
  echo "secrets: $vault does not let us list its secrets, so they were not checked. Who may: docs/deploy.md." >&2
  exit 2
}

missing=0
for secret in "$@"; do
  if grep -Fqix -- "$secret" <<<"$there"; then continue; fi
  if [ -t 0 ]; then
    read -rsp "$secret (not shown): " value
    echo
    (umask 077 && printf '%s' "$value" >"$work/value")
    try az keyvault secret set --vault-name "$vault" --name "$secret" --file "$work/value" --encoding utf-8 --output none
    rm -f "$work/value"
  else
    missing=$((missing + 1))
    echo "missing: az keyvault secret set --vault-name $vault --name $secret --file FILE --encoding utf-8" >&2
  fi
done
[ "$missing" -eq 0 ] || { echo "secrets: $missing missing in $vault; the app does not start without." >&2; exit 1; }
echo 'All secrets are there.'
