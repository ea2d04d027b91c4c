namespace StockFlow.Settings;

/// <summary>
/// The settings that hold our connections. Each is a connection string (embedded: <c>EmbeddedStore=data/stockflow.db</c>), or,
/// for a managed identity, the prefix of the settings that the Azure SDK reads.
/// </summary>
public static class ConnectionNames
{
    /// <summary>Tables: a connection string, or <c>StockFlowStorage__tableServiceUri</c> with an identity.</summary>
    public const string Storage = "StockFlowStorage";

    /// <summary>Queues: a connection string, or <c>StockFlowServiceBus__fullyQualifiedNamespace</c> with an identity.</summary>
    public const string ServiceBus = "StockFlowServiceBus";

    /// <summary>Backups: a connection string (embedded: <c>EmbeddedFolder=data</c>), or <c>StockFlowBackups__blobServiceUri</c> with an identity.</summary>
    public const string Backups = "StockFlowBackups";
}
