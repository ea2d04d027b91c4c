// For trying things out: small, cheap, and easy to take away again.
using 'main.bicep'

param stage = 'dev'
param merchant = loadJsonContent('merchant.json')
param operatorPrincipalId = readEnvironmentVariable('AZURE_PRINCIPAL_ID', '')
param alertEmail = readEnvironmentVariable('STOCKFLOW_ALERT_EMAIL', '')
