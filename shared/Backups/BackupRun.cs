using System.Globalization;
using System.Text.Json.Serialization;

namespace StockFlow.Backups;

/// <summary>One run of the backup.</summary>
/// <param name="Id">Its folder; ids sort by time.</param>
/// <param name="StartedAt">UTC. What changed later may be in it or not.</param>
public sealed record BackupRun(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("startedAt")] DateTimeOffset StartedAt)
{
    public static BackupRun Begin(DateTimeOffset at) =>
        new(at.UtcDateTime.ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture), at);
}
