using Azure.Data.Tables;

namespace StockFlow.Backups;

/// <summary>A row of a table as it was read.</summary>
/// <param name="Table">The table's name.</param>
/// <param name="Entity">Its keys, its properties, and when it was last written.</param>
internal sealed record BackupRow(string Table, TableEntity Entity);
