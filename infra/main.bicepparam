// What azd deploys. `azd env set NAME value` sets each of these.
using 'main.bicep'

param stage = readEnvironmentVariable('STOCKFLOW_STAGE', 'dev')
param merchant = loadJsonContent('merchant.json')
param operatorPrincipalId = readEnvironmentVariable('AZURE_PRINCIPAL_ID', '')
param alertEmail = readEnvironmentVariable('STOCKFLOW_ALERT_EMAIL', '')
param privateNetwork = bool(readEnvironmentVariable('STOCKFLOW_PRIVATE_NETWORK', 'false'))
