// Types that main.bicep and its modules share.

@export()
@description('What a merchant configures, as in merchant.json. All values are text, as app settings are.')
type merchantSettings = {
  @description('By id: where units sit, with the settings of docs/settings.md, such as Priority.')
  locations: {
    *: { *: string }
  }

  @description('By id: where the merchant sells.')
  channels: {
    *: channelSettings
  }

  @description('Other app settings by their full name, such as StockFlowAuditSchedule. They win over the defaults here.')
  app: { *: string }

  @description('Full names of other settings that are secrets. The value of StockFlow__Backups__Key is the secret StockFlow-Backups-Key.')
  appSecrets: string[]
}

@export()
@description('One channel.')
type channelSettings = {
  @description('By name without prefix: Kind, Endpoint, SyncInterval and so on. No secrets.')
  settings: { *: string }

  @description('Names of the settings that are secrets. The value of each is the Key Vault secret {channel}-{name}.')
  secrets: string[]
}

@export()
@description('A service that the app reaches through the virtual network.')
type privateTarget = {
  @description('Names the endpoint; letters, digits and hyphens.')
  name: string

  @description('Id of the resource.')
  resourceId: string

  @description('Its sub-resource, such as blob.')
  groupId: string

  @description('The private DNS zone of such sub-resources.')
  zone: string
}
