// StockFlow on Azure: everything in one resource group. How to deploy it, and what it costs: docs/deploy.md.
targetScope = 'resourceGroup'

import { merchantSettings } from 'types.bicep'

@description('What it is for. It decides the defaults of everything that costs money or protects data.')
@allowed(['dev', 'production'])
param stage string

@description('Prefix of all names: lower-case letters and digits, beginning with a letter.')
@minLength(3)
@maxLength(11)
param name string = 'stockflow'

@description('Region. It must offer Flex Consumption: az functionapp list-flexconsumption-locations.')
param location string = resourceGroup().location

@description('Locations, channels and other settings of the merchant, loaded from merchant.json. No secrets.')
param merchant merchantSettings

@description('Who gets the alerts; empty for nobody: then they are raised, and seen in the portal only.')
param alertEmail string = ''

@description('Object id of the person or group that may write secrets to the vault; empty for nobody.')
param operatorPrincipalId string = ''

@description('Reach storage, vault and queues through private endpoints in a virtual network of the app\'s own.')
param privateNetwork bool = false

@description('With a private network: public IPv4 addresses or ranges from which people may still reach the vault.')
param operatorAddresses string[] = []

@description('Private endpoints for Service Bus need Premium, which costs by the hour. A namespace can\'t change its tier later.')
@allowed(['Standard', 'Premium'])
param serviceBusTier string = privateNetwork ? 'Premium' : 'Standard'

@description('Locks that keep data, queues and secrets from being deleted by accident, and purge protection of the vault.')
param protectData bool = stage == 'production'

@description('Copies of the stock ledger: LRS one data centre, ZRS three zones, GZRS a second region besides.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GZRS', 'Standard_RAGZRS'])
param dataRedundancy string = stage == 'production' ? 'Standard_GZRS' : 'Standard_LRS'

@description('Copies of what the platform itself stores: orchestrations under way, leases, the deployed package.')
@allowed(['Standard_LRS', 'Standard_ZRS'])
param hostRedundancy string = stage == 'production' ? 'Standard_ZRS' : 'Standard_LRS'

@description('Spread instances over zones. Not every region can.')
param zoneRedundant bool = false

@description('Memory of an instance.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 2048

@description('The most instances: a ceiling for cost.')
@minValue(1)
@maxValue(1000)
param maximumInstanceCount int = stage == 'production' ? 100 : 40

@description('Instances that always wait for HTTP requests, so that no webhook waits for a cold start. Each is billed all day.')
@minValue(0)
@maxValue(20)
param alwaysReadyHttpInstances int = stage == 'production' ? 1 : 0

@description('How long logs and metrics are kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = stage == 'production' ? 90 : 30

@description('The most that is logged a day; -1 for no limit. What comes after is not logged.')
param logDailyCapGB int = stage == 'production' ? -1 : 1

@description('For how long a deleted or replaced backup can be had back. How many are kept is the setting StockFlow__Backups__Kept.')
@minValue(7)
@maxValue(365)
param backupSoftDeleteDays int = stage == 'production' ? 35 : 7

@description('Tags of every resource.')
param tags object = {
  application: 'stockflow'
  stage: stage
}

// Names are unique in all of Azure, and the same at every deployment to this resource group.
var suffix = take(uniqueString(resourceGroup().id), 9)
var dataAccountName = '${name}data${suffix}'
var hostAccountName = '${name}host${suffix}'
var serviceBusName = '${name}-queues-${suffix}'
var vaultName = 'kv-${name}-${suffix}'
var functionAppName = '${name}-${suffix}'
var deploymentContainer = 'deployments'
var backupContainer = 'backups'

// The tables of the app, which also creates what is missing when it starts.
var tables = [
  'audit'
  'backups'
  'bundles'
  'channels'
  'counts'
  'failures'
  'holds'
  'imports'
  'items'
  'journalarchive'
  'locations'
  'orders'
  'quarantine'
  'shortfalls'
  'skus'
  'stock'
  'transfers'
]

// Built-in roles: learn.microsoft.com/azure/role-based-access-control/built-in-roles
var roles = {
  storageBlobDataOwner: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
  storageBlobDataContributor: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
  storageQueueDataContributor: '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
  storageTableDataContributor: '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
}

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${name}-app-${suffix}'
  location: location
  tags: tags
}

module monitoring 'modules/monitoring.bicep' = {
  name: 'monitoring'
  params: {
    name: '${name}-${suffix}'
    location: location
    tags: tags
    principalId: identity.properties.principalId
    retentionDays: logRetentionDays
    dailyCapGB: logDailyCapGB
  }
}

// The stock ledger. The role is on the account because creating a table is a right on the account; nothing but the app's tables and
// backups is in it, and the role gives no right to blobs.
module dataStorage 'modules/storage.bicep' = {
  name: 'data-storage'
  params: {
    name: dataAccountName
    location: location
    tags: tags
    sku: dataRedundancy
    privateNetwork: privateNetwork
    workspaceId: monitoring.outputs.workspaceId
    principalId: identity.properties.principalId
    tables: tables
    containers: [backupContainer]
    accountRoles: [roles.storageTableDataContributor]
    containerRole: roles.storageBlobDataContributor
    blobSoftDeleteDays: backupSoftDeleteDays
    logBlobRequests: true
    locked: protectData
  }
}

// What the Functions host and Durable Functions keep. They create their containers, queues and tables themselves, which is a right on the
// account; nothing else is in it. The host replaces its lock and lease blobs all the time, so soft delete would only pile them up.
module hostStorage 'modules/storage.bicep' = {
  name: 'host-storage'
  params: {
    name: hostAccountName
    location: location
    tags: tags
    sku: hostRedundancy
    privateNetwork: privateNetwork
    workspaceId: monitoring.outputs.workspaceId
    principalId: identity.properties.principalId
    tables: []
    containers: [deploymentContainer]
    accountRoles: [roles.storageBlobDataOwner, roles.storageQueueDataContributor, roles.storageTableDataContributor]
    containerRole: ''
    blobSoftDeleteDays: 0
    logBlobRequests: false
    locked: protectData
  }
}

module serviceBus 'modules/serviceBus.bicep' = {
  name: 'service-bus'
  params: {
    name: serviceBusName
    location: location
    tags: tags
    tier: serviceBusTier
    privateNetwork: privateNetwork && serviceBusTier == 'Premium'
    workspaceId: monitoring.outputs.workspaceId
    principalId: identity.properties.principalId
    locked: protectData
  }
}

module keyVault 'modules/keyVault.bicep' = {
  name: 'key-vault'
  params: {
    name: vaultName
    location: location
    tags: tags
    privateNetwork: privateNetwork
    operatorAddresses: operatorAddresses
    workspaceId: monitoring.outputs.workspaceId
    principalId: identity.properties.principalId
    operatorPrincipalId: operatorPrincipalId
    locked: protectData
  }
}

var storageSuffix = environment().suffixes.storage

var storageTargets = [
  {
    name: '${name}-data-table'
    resourceId: dataStorage.outputs.id
    groupId: 'table'
    zone: 'privatelink.table.${storageSuffix}'
  }
  {
    name: '${name}-data-blob'
    resourceId: dataStorage.outputs.id
    groupId: 'blob'
    zone: 'privatelink.blob.${storageSuffix}'
  }
  {
    name: '${name}-host-blob'
    resourceId: hostStorage.outputs.id
    groupId: 'blob'
    zone: 'privatelink.blob.${storageSuffix}'
  }
  {
    name: '${name}-host-queue'
    resourceId: hostStorage.outputs.id
    groupId: 'queue'
    zone: 'privatelink.queue.${storageSuffix}'
  }
  {
    name: '${name}-host-table'
    resourceId: hostStorage.outputs.id
    groupId: 'table'
    zone: 'privatelink.table.${storageSuffix}'
  }
]

var vaultTargets = [
  {
    name: '${name}-vault'
    resourceId: keyVault.outputs.id
    groupId: 'vault'
    zone: 'privatelink.vaultcore.azure.net'
  }
]

var serviceBusTargets = [
  {
    name: '${name}-queues'
    resourceId: serviceBus.outputs.id
    groupId: 'namespace'
    zone: 'privatelink.servicebus.windows.net'
  }
]

module network 'modules/network.bicep' = if (privateNetwork) {
  name: 'network'
  params: {
    name: '${name}-${suffix}'
    location: location
    tags: tags
    targets: concat(storageTargets, vaultTargets, serviceBusTier == 'Premium' ? serviceBusTargets : [])
    zones: concat(
      [
        'privatelink.blob.${storageSuffix}'
        'privatelink.queue.${storageSuffix}'
        'privatelink.table.${storageSuffix}'
        'privatelink.vaultcore.azure.net'
      ],
      serviceBusTier == 'Premium' ? ['privatelink.servicebus.windows.net'] : [])
  }
}

module functionApp 'modules/functionApp.bicep' = {
  name: 'function-app'
  params: {
    name: functionAppName
    location: location
    tags: tags
    identityId: identity.id
    identityClientId: identity.properties.clientId
    hostAccountName: hostStorage.outputs.name
    deploymentContainer: deploymentContainer
    dataAccountName: dataStorage.outputs.name
    serviceBusHost: serviceBus.outputs.host
    vaultUri: keyVault.outputs.uri
    appInsightsConnectionString: monitoring.outputs.appInsightsConnectionString
    workspaceId: monitoring.outputs.workspaceId
    subnetId: privateNetwork ? network!.outputs.appSubnetId : ''
    zoneRedundant: zoneRedundant
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
    alwaysReadyHttpInstances: alwaysReadyHttpInstances
    merchant: merchant
  }
}

module alerts 'modules/alerts.bicep' = {
  name: 'alerts'
  params: {
    environmentName: stage
    location: location
    tags: tags
    alertEmail: alertEmail
    appInsightsId: monitoring.outputs.appInsightsId
    logAnalyticsWorkspaceId: monitoring.outputs.workspaceId
    serviceBusId: serviceBus.outputs.id
    functionAppId: functionApp.outputs.id
  }
}

module workbook 'modules/workbook.bicep' = {
  name: 'workbook'
  params: {
    environmentName: stage
    location: location
    tags: tags
    logAnalyticsWorkspaceId: monitoring.outputs.workspaceId
  }
}

@description('Deploy the app\'s package to it.')
output functionAppName string = functionAppName

@description('Webhooks come to {url}/api/webhooks/{channel}.')
output functionAppUrl string = 'https://${functionApp.outputs.host}'

@description('Where the secrets belong.')
output keyVaultName string = vaultName

@description('The secrets that must be there before the app starts, with spaces between.')
output requiredSecrets string = join(functionApp.outputs.requiredSecrets, ' ')

@description('The stock ledger and its backups.')
output dataAccountName string = dataAccountName
