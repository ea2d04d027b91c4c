// The app on Flex Consumption, and its settings. No setting holds a key: the app shows its identity everywhere.

import { merchantSettings } from '../types.bicep'

param name string
param location string
param tags object

param identityId string
param identityClientId string

@description('What the platform keeps, and the deployed package.')
param hostAccountName string
param deploymentContainer string

@description('The stock ledger.')
param dataAccountName string

@description('Full name of the Service Bus namespace.')
param serviceBusHost string

@description('Ends with a slash.')
param vaultUri string

param appInsightsConnectionString string
param workspaceId string

@description('Where the instances\' network begins; empty for no virtual network.')
param subnetId string

param zoneRedundant bool
param instanceMemoryMB int
param maximumInstanceCount int
param alwaysReadyHttpInstances int
param merchant merchantSettings

var storageSuffix = environment().suffixes.storage
var hostBlobs = 'https://${hostAccountName}.blob.${storageSuffix}'

// The platform reads them before the app runs, without the app's own defaults.
var schedules = {
  StockFlowArchiveSchedule: '45 29 * * * *'
  StockFlowAuditSchedule: '0 41 */6 * * *'
  StockFlowBackUpSchedule: '0 27 3 * * *'
  StockFlowHoldSchedule: '15 2/5 * * * *'
  StockFlowMeasureRecordsSchedule: '50 */5 * * * *'
  StockFlowMeasureSchedule: '20 * * * * *'
  StockFlowPollSchedule: '0 * * * * *'
  StockFlowPurgeSchedule: '0 17 * * * *'
  StockFlowQuarantineSchedule: '30 */5 * * * *'
  StockFlowResumeSchedule: '45 1/5 * * * *'
  StockFlowShortfallSchedule: '45 3/5 * * * *'
  StockFlowSyncSchedule: '30 * * * * *'
}

// As in host.json. After a restore merchant.json gives it another name: docs/operations.md.
var taskHub = {
  AzureFunctionsJobHost__extensions__durableTask__hubName: 'StockFlow'
}

// Names of app settings have no hyphens: in the id of a location or channel an underscore stands for one.
var locationSettings = toObject(
  flatten(map(items(merchant.locations), place => map(items(place.value), setting => {
    name: 'StockFlow__Locations__${replace(place.key, '-', '_')}__${setting.key}'
    value: setting.value
  }))),
  entry => entry.name,
  entry => entry.value)

var channelSettings = toObject(
  flatten(map(items(merchant.channels), channel => map(items(channel.value.settings), setting => {
    name: 'StockFlow__Channels__${replace(channel.key, '-', '_')}__${setting.key}'
    value: setting.value
  }))),
  entry => entry.name,
  entry => entry.value)

var channelSecrets = flatten(map(items(merchant.channels), channel => map(channel.value.secrets, secretName => {
  setting: 'StockFlow__Channels__${replace(channel.key, '-', '_')}__${secretName}'
  secret: '${channel.key}-${secretName}'
})))

var appSecrets = map(merchant.appSecrets, setting => {
  setting: setting
  secret: replace(setting, '__', '-')
})

// Without a version, so that a new one is taken up by itself, within a day or at the next restart.
var secrets = concat(channelSecrets, appSecrets)
var secretSettings = toObject(
  secrets,
  entry => entry.setting,
  entry => '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/${entry.secret})')

var connectionSettings = {
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identityClientId
  AzureWebJobsStorage__blobServiceUri: hostBlobs
  AzureWebJobsStorage__queueServiceUri: 'https://${hostAccountName}.queue.${storageSuffix}'
  AzureWebJobsStorage__tableServiceUri: 'https://${hostAccountName}.table.${storageSuffix}'
  StockFlowStorage__clientId: identityClientId
  StockFlowStorage__tableServiceUri: 'https://${dataAccountName}.table.${storageSuffix}'
  StockFlowBackups__blobServiceUri: 'https://${dataAccountName}.blob.${storageSuffix}'
  StockFlowBackups__clientId: identityClientId
  StockFlowServiceBus__credential: 'managedidentity'
  StockFlowServiceBus__clientId: identityClientId
  StockFlowServiceBus__fullyQualifiedNamespace: serviceBusHost
  APPLICATIONINSIGHTS_CONNECTION_STRING: appInsightsConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
}

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: '${name}-plan'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: {
    name: 'FC1'
    tier: 'FlexConsumption'
  }
  properties: {
    reserved: true
    zoneRedundant: zoneRedundant
  }
}

resource site 'Microsoft.Web/sites@2024-04-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'stockflow' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    clientAffinityEnabled: false
    keyVaultReferenceIdentity: identityId
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    siteConfig: {
      http20Enabled: true
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
    }
    functionAppConfig: {
      runtime: {
        name: 'dotnet-isolated'
        version: '10.0'
      }
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${hostBlobs}/${deploymentContainer}'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstanceCount
        alwaysReady: alwaysReadyHttpInstances > 0
          ? [
              {
                name: 'http'
                instanceCount: alwaysReadyHttpInstances
              }
            ]
          : []
      }
    }
  }
}

resource appSettings 'Microsoft.Web/sites/config@2024-04-01' = {
  parent: site
  name: 'appsettings'
  properties: union(schedules, taskHub, merchant.app, locationSettings, channelSettings, secretSettings, connectionSettings)
}

// Packages are deployed with a token, never with a password.
resource ftpPasswords 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = {
  parent: site
  name: 'ftp'
  properties: {
    allow: false
  }
}

resource scmPasswords 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = {
  parent: site
  name: 'scm'
  properties: {
    allow: false
  }
}

resource metrics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: site
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    metrics: [
      {
        category: 'AllMetrics'
        enabled: true
      }
    ]
  }
}

output id string = site.id
output host string = site.properties.defaultHostName
output requiredSecrets string[] = map(secrets, entry => entry.secret)
