// What operations looks at: freshness, throughput, failures and cost, in one workbook on the workspace.

@description('Part of the name: dev or production.')
param environmentName string

param location string

param tags object = {}

@description('Resource id of the workspace that is asked.')
param logAnalyticsWorkspaceId string

// The file is a workbook as the portal exports it, with a mark where the workspace goes.
var content = replace(loadTextContent('../workbook.json'), '__WORKSPACE__', logAnalyticsWorkspaceId)

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  // Workbooks are named by a GUID; a fixed one is replaced by the next deployment.
  name: guid(resourceGroup().id, 'stockflow', environmentName)
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'StockFlow ${environmentName}'
    category: 'workbook'
    sourceId: logAnalyticsWorkspaceId
    version: 'Notebook/1.0'
    serializedData: content
  }
}

output workbookId string = workbook.id
