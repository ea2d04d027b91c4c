using Azure;

namespace EmbeddedFunctions.Tables.Entities;

/// <summary>What an entity has besides its properties. A null key or timestamp was not selected.</summary>
internal readonly record struct EntityHead(string? PartitionKey, string? RowKey, DateTimeOffset? Timestamp, ETag ETag);
