// Who is told, and of what. Each alert has a section of its own in docs/operations.md that says what to do; a test holds the two together.

@description('Part of every name: dev or production.')
param environmentName string

@description('Where the rules live: the region of the workspace.')
param location string

param tags object = {}

@description('Who is written to. Empty: alerts are raised and nobody is told.')
param alertEmail string = ''

@description('Resource id of the Application Insights component that the app reports to.')
param appInsightsId string

@description('Resource id of the workspace behind it.')
param logAnalyticsWorkspaceId string

@description('Resource id of the Service Bus namespace.')
param serviceBusId string

@description('Resource id of the function app, which every alert names.')
param functionAppId string

@description('How old a change may grow beyond its channel\'s sync interval, in minutes.')
@minValue(1)
param changeGraceMinutes int = 5

@description('How old the newest backup may grow, in hours; backups are daily.')
@minValue(1)
param backupAgeMaxHours int = 26

// A workspace may hold several apps, so every query is kept to ours. Ids in the tables are lower case.
var ownMetrics = 'AppMetrics\n| where _ResourceId =~ "${appInsightsId}"'

// Of each: what is compared, over which window (ISO 8601), and for which dimensions an alert is raised apart. Records are measured every five
// minutes and take some to arrive, so their windows hold two measurements at least.
// Severities: 0 the shop sells what it does not have or is blind, 1 somebody must look now, 2 today, 3 when there is time.
var rules = [
  {
    id: 'changes-late'
    title: 'A channel shows old numbers'
    query: loadTextContent('../alerts/changes-late.kql')
    measure: 'overdueSeconds'
    dimensions: ['channel']
    aggregation: 'Maximum'
    operator: 'GreaterThan'
    threshold: changeGraceMinutes * 60
    severity: 1
    frequency: 'PT5M'
    window: 'PT10M'
  }
  {
    id: 'orders-late'
    title: 'An order is not processed within an hour'
    query: loadTextContent('../alerts/orders-late.kql')
    measure: 'seconds'
    dimensions: []
    aggregation: 'Maximum'
    operator: 'GreaterThan'
    threshold: 3600
    severity: 1
    frequency: 'PT5M'
    window: 'PT15M'
  }
  {
    id: 'orchestrations-failed'
    title: 'Work ended in a fault'
    query: loadTextContent('../alerts/orchestrations-failed.kql')
    measure: 'failures'
    dimensions: []
    aggregation: 'Maximum'
    operator: 'GreaterThan'
    threshold: 0
    severity: 1
    frequency: 'PT5M'
    window: 'PT15M'
  }
  {
    id: 'pushes-refused'
    title: 'A channel refuses numbers'
    query: loadTextContent('../alerts/pushes-refused.kql')
    measure: 'failures'
    dimensions: []
    aggregation: 'Maximum'
    operator: 'GreaterThan'
    threshold: 0
    severity: 2
    frequency: 'PT15M'
    window: 'PT15M'
  }
  {
    id: 'queue-late'
    title: 'Messages wait too long'
    query: loadTextContent('../alerts/queue-late.kql')
    measure: 'seconds'
    dimensions: ['queue']
    aggregation: 'Maximum'
    operator: 'GreaterThan'
    threshold: 900
    severity: 1
    frequency: 'PT5M'
    window: 'PT10M'
  }
  {
    id: 'audit-differences'
    title: 'Records disagree'
    query: loadTextContent('../alerts/audit-differences.kql')
    measure: 'differences'
    dimensions: []
    aggregation: 'Maximum'
    operator: 'GreaterThan'
    threshold: 0
    severity: 1
    frequency: 'PT15M'
    window: 'PT15M'
  }
  {
    id: 'channel-throttled'
    title: 'A channel is called too often'
    query: loadTextContent('../alerts/channel-throttled.kql')
    measure: 'responses'
    dimensions: ['channel']
    aggregation: 'Total'
    operator: 'GreaterThan'
    threshold: 60
    severity: 3
    frequency: 'PT15M'
    window: 'PT15M'
  }
  {
    id: 'webhooks-refused'
    title: 'Webhooks are refused'
    query: loadTextContent('../alerts/webhooks-refused.kql')
    measure: 'requests'
    dimensions: ['channel', 'reason']
    aggregation: 'Total'
    operator: 'GreaterThan'
    threshold: 20
    severity: 2
    frequency: 'PT5M'
    window: 'PT15M'
  }
  {
    id: 'shortfalls-late'
    title: 'Nobody has decided about a shortfall'
    query: loadTextContent('../alerts/shortfalls-late.kql')
    measure: 'shortfalls'
    dimensions: ['channel']
    aggregation: 'Total'
    operator: 'GreaterThan'
    threshold: 0
    severity: 2
    frequency: 'PT15M'
    window: 'PT15M'
  }
  {
    id: 'backup-late'
    title: 'The newest backup is too old'
    query: loadTextContent('../alerts/backup-late.kql')
    measure: 'seconds'
    dimensions: []
    aggregation: 'Maximum'
    operator: 'GreaterThan'
    threshold: backupAgeMaxHours * 3600
    severity: 2
    frequency: 'PT1H'
    window: 'PT1H'
  }
  {
    id: 'no-telemetry'
    title: 'The app is silent'
    query: loadTextContent('../alerts/no-telemetry.kql')
    measure: ''
    dimensions: []
    aggregation: 'Count'
    operator: 'LessThan'
    threshold: 1
    severity: 0
    frequency: 'PT5M'
    window: 'PT15M'
  }
]

// What the namespace itself counts, whether or not the app runs.
var serviceBusRules = [
  {
    id: 'dead-letters'
    title: 'Messages are set aside'
    metric: 'DeadletteredMessages'
    aggregation: 'Maximum'
    dimensions: [{ name: 'EntityName', operator: 'Include', values: ['*'] }]
    severity: 1
  }
  {
    id: 'service-bus-throttled'
    title: 'Service Bus is called too often'
    metric: 'ThrottledRequests'
    aggregation: 'Total'
    dimensions: []
    severity: 2
  }
]

var actionGroups = empty(alertEmail) ? [] : [people.id]

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = if (!empty(alertEmail)) {
  name: 'stockflow-${environmentName}'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'stockflow'
    emailReceivers: [
      {
        name: 'operations'
        emailAddress: alertEmail
        useCommonAlertSchema: true
      }
    ]
  }
}

resource logAlerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for rule in rules: {
    name: 'stockflow-${environmentName}-${rule.id}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: 'StockFlow ${environmentName}: ${rule.title}'
      description: 'What to do: docs/operations.md#${rule.id}'
      enabled: true
      severity: rule.severity
      scopes: [logAnalyticsWorkspaceId]
      evaluationFrequency: rule.frequency
      windowSize: rule.window
      autoMitigate: true
      // A new workspace has no AppMetrics until the app has reported for the first time.
      skipQueryValidation: true
      criteria: {
        allOf: [
          {
            query: replace(rule.query, 'AppMetrics', ownMetrics)
            metricMeasureColumn: empty(rule.measure) ? null : rule.measure
            dimensions: map(rule.dimensions, name => { name: name, operator: 'Include', values: ['*'] })
            timeAggregation: rule.aggregation
            operator: rule.operator
            threshold: rule.threshold
            failingPeriods: {
              numberOfEvaluationPeriods: 1
              minFailingPeriodsToAlert: 1
            }
          }
        ]
      }
      actions: {
        actionGroups: actionGroups
        customProperties: {
          alert: rule.id
          functionApp: functionAppId
        }
      }
    }
  }
]

resource metricAlerts 'Microsoft.Insights/metricAlerts@2018-03-01' = [
  for rule in serviceBusRules: {
    name: 'stockflow-${environmentName}-${rule.id}'
    location: 'global'
    tags: tags
    properties: {
      description: 'StockFlow ${environmentName}: ${rule.title}. What to do: docs/operations.md#${rule.id}'
      enabled: true
      severity: rule.severity
      scopes: [serviceBusId]
      evaluationFrequency: 'PT5M'
      windowSize: 'PT15M'
      autoMitigate: true
      criteria: {
        'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
        allOf: [
          {
            name: rule.id
            criterionType: 'StaticThresholdCriterion'
            metricNamespace: 'Microsoft.ServiceBus/namespaces'
            metricName: rule.metric
            dimensions: rule.dimensions
            timeAggregation: rule.aggregation
            operator: 'GreaterThan'
            threshold: 0
          }
        ]
      }
      actions: map(actionGroups, id => {
        actionGroupId: id
        webHookProperties: {
          alert: rule.id
          functionApp: functionAppId
        }
      })
    }
  }
]
