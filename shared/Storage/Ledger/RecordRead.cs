using Azure.Data.Tables;

namespace StockFlow.Storage.Ledger;

/// <summary>A record that was looked for.</summary>
/// <param name="RowKey">Where.</param>
/// <param name="Entity">Null where there is none.</param>
internal readonly record struct RecordRead(string RowKey, ITableEntity? Entity);
