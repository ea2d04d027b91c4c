// For selling: data in two regions, locks, an instance that never sleeps.
using 'main.bicep'

param stage = 'production'
param merchant = loadJsonContent('merchant.json')
param operatorPrincipalId = readEnvironmentVariable('AZURE_PRINCIPAL_ID', '')
param alertEmail = readEnvironmentVariable('STOCKFLOW_ALERT_EMAIL', '')

// One parameter puts storage, vault and queues behind private endpoints. What it costs and needs: docs/deploy.md.
param privateNetwork = false
