#!/usr/bin/env bash
# Deploys StockFlow with the plain Azure CLI: resources first, then the app. May run again at any time: what is there is brought up to date.
# docs/deploy.md has the whole way, from an empty subscription to a first webhook.
set -euo pipefail
cd "$(dirname "$0")/.."

usage() {
  cat <<'END'
Usage: infra/deploy.sh --environment dev|production [options]

  --environment NAME      takes infra/NAME.bicepparam
  --resource-group NAME   where to; default rg-stockflow-ENVIRONMENT, or $AZURE_RESOURCE_GROUP
  --location REGION       of a resource group that is yet to be made; default $AZURE_LOCATION
  --what-if               only tells what would change
  --infra-only            resources without the app
  --app-only              the app without resources

Needs az 2.76 or later, signed in; for the app also the .NET SDK of global.json, zip and curl.
END
}

fail() { printf 'deploy: %s\n' "$*" >&2; exit 1; }
step() { printf '\n== %s\n' "$*"; }
need() { command -v "$1" >/dev/null || fail "$1 is not installed: $2"; }

environment='' group=${AZURE_RESOURCE_GROUP:-} location=${AZURE_LOCATION:-} what_if=false infra=true app=true
while [ $# -gt 0 ]; do
  case $1 in
    --environment | --resource-group | --location)
      [ $# -ge 2 ] || fail "$1 needs a value."
      case $1 in
        --environment) environment=$2 ;;
        --resource-group) group=$2 ;;
        --location) location=$2 ;;
      esac
      shift 2
      ;;
    --what-if) what_if=true; shift ;;
    --infra-only) app=false; shift ;;
    --app-only) infra=false; shift ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; fail "'$1' is not known." ;;
  esac
done

[ -n "$environment" ] || { usage >&2; fail '--environment is missing.'; }
parameters=infra/$environment.bicepparam
[ -f "$parameters" ] || fail "there is no $parameters."
group=${group:-rg-stockflow-$environment}
$infra || $app || fail '--infra-only and --app-only leave nothing to do.'

need az 'https://learn.microsoft.com/cli/azure/install-azure-cli'
version=$(az version --query '"azure-cli"' --output tsv 2>/dev/null || true)
[ "$(printf '%s\n' 2.76.0 "$version" | sort -V | head -n 1)" = 2.76.0 ] || fail "az is ${version:-of no version}, and has to be 2.76 or later. Run: az upgrade"
az account show --output none 2>/dev/null || fail 'nobody is signed in. Run: az login'

if $what_if; then
  [ "$(az group exists --name "$group")" = true ] || fail "resource group $group does not exist, so everything would be new."
  # Who may only read can look ahead as well.
  az deployment group what-if --resource-group "$group" --name stockflow --parameters "$parameters" --validation-level ProviderNoRbac
  exit
fi

if $app; then
  need dotnet 'https://dotnet.microsoft.com/download'
  need zip 'take it from your package manager'
  need curl 'take it from your package manager'
fi

if $infra; then
  if [ "$(az group exists --name "$group")" != true ]; then
    [ -n "$location" ] || fail "resource group $group is yet to be made: say where with --location."
    step "Resource group $group in $location"
    az group create --name "$group" --location "$location" --output none
  fi

  # Who deploys may write secrets. A pipeline is no user: then nobody is given that role, and nobody loses it.
  if [ -z "${AZURE_PRINCIPAL_ID:-}" ]; then
    AZURE_PRINCIPAL_ID=$(az ad signed-in-user show --query id --output tsv 2>/dev/null || true)
    export AZURE_PRINCIPAL_ID
  fi

  step "Resources by $parameters"
  az deployment group create --resource-group "$group" --name stockflow --parameters "$parameters" --output none
fi

# The outputs of the newest deployment, of this run or an earlier one.
output() {
  az deployment group show --resource-group "$group" --name stockflow --query "properties.outputs.$1.value" --output tsv
}

function_app=$(output functionAppName) || fail "$group has no deployment named stockflow: leave --app-only out once."
url=$(output functionAppUrl)
vault=$(output keyVaultName)
printf 'App:   %s\nVault: %s\n' "$url" "$vault"
$app || exit 0

step 'Secrets'
# shellcheck disable=SC2046  # names have no spaces, and there may be several
bash infra/secrets.sh "$vault" $(output requiredSecrets) || {
  [ $? -eq 2 ] || fail 'set what is missing, then run this again with --app-only.'
}

step 'App'
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
dotnet publish functions --configuration Release -p:StockFlowHost=Azure --output "$work/app"
# Hidden folders belong to it: the host looks for .azurefunctions.
(cd "$work/app" && zip --quiet --recurse-paths "$work/app.zip" .)
az functionapp deployment source config-zip --resource-group "$group" --name "$function_app" --src "$work/app.zip" --output none

step 'Health'
for attempt in $(seq 1 30); do
  if curl --silent --fail --max-time 20 --output /dev/null "$url/api/health"; then
    printf 'StockFlow runs: %s\n' "$url/api/health"
    exit 0
  fi
  echo "no answer yet ($attempt of 30)"
  sleep 10
done
fail "$url/api/health does not answer. Read what the app says: az webapp log tail --resource-group $group --name $function_app"
