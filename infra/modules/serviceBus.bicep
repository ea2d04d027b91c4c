// The queues, with the settings that the app relies on. shared/Messaging/QueueNames.cs has the names, docs/deploy.md the reasons.

@minLength(6)
@maxLength(50)
param name string

param location string
param tags object

@allowed(['Standard', 'Premium'])
param tier string

@description('Refuse whoever does not come through a private endpoint. Premium only.')
param privateNetwork bool

param workspaceId string

@description('The app.')
param principalId string

@description('Keep the namespace from being deleted.')
param locked bool

// Data Owner rather than sender and receiver: the platform asks for a queue's length under the app's identity to decide how many instances
// it needs, and length is told to owners only (learn.microsoft.com/azure/azure-functions/functions-target-based-scaling). It is given on
// each queue, not on the namespace.
var serviceBusDataOwner = '090c5cfd-751d-490a-894a-3ce6f1109419'

var queues = [
  {
    name: 'order-events'
    requiresSession: true
    duplicateDetectionWindow: 'PT10M'
  }
  {
    name: 'stock-changes'
    requiresSession: false
    duplicateDetectionWindow: ''
  }
  {
    name: 'channel-pushes'
    requiresSession: true
    duplicateDetectionWindow: ''
  }
]

resource namespace 'Microsoft.ServiceBus/namespaces@2024-01-01' = {
  name: name
  location: location
  tags: tags
  sku: tier == 'Premium'
    ? {
        name: 'Premium'
        tier: 'Premium'
        capacity: 1
      }
    : {
        name: 'Standard'
        tier: 'Standard'
      }
  properties: {
    disableLocalAuth: true
    minimumTlsVersion: '1.2'
    publicNetworkAccess: privateNetwork ? 'Disabled' : 'Enabled'
  }
}

resource serviceBusQueues 'Microsoft.ServiceBus/namespaces/queues@2024-01-01' = [
  for queue in queues: {
    parent: namespace
    name: queue.name
    properties: {
      requiresSession: queue.requiresSession
      requiresDuplicateDetection: !empty(queue.duplicateDetectionWindow)
      duplicateDetectionHistoryTimeWindow: empty(queue.duplicateDetectionWindow) ? null : queue.duplicateDetectionWindow
      lockDuration: 'PT1M'
      maxDeliveryCount: 10
      defaultMessageTimeToLive: 'P14D'
      deadLetteringOnMessageExpiration: true
      // One batch of messages may carry several sessions, which partitions would refuse.
      enablePartitioning: false
      maxSizeInMegabytes: 5120
    }
  }
]

resource queueAccess 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (queue, i) in queues: {
    scope: serviceBusQueues[i]
    name: guid(namespace.id, queue.name, principalId, serviceBusDataOwner)
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', serviceBusDataOwner)
    }
  }
]

resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: namespace
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        categoryGroup: 'allLogs'
        enabled: true
      }
    ]
    metrics: [
      {
        category: 'AllMetrics'
        enabled: true
      }
    ]
  }
}

resource lock 'Microsoft.Authorization/locks@2020-05-01' = if (locked) {
  scope: namespace
  name: 'keep'
  properties: {
    level: 'CanNotDelete'
    notes: 'Orders wait in it. Take the lock off before deleting it on purpose.'
  }
}

output id string = namespace.id
output host string = '${namespace.name}.servicebus.windows.net'
