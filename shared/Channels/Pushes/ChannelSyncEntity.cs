using System.Text.Json;
using Azure.Data.Tables;

namespace StockFlow.Channels.Pushes;

/// <summary>How a channel's sync state is stored.</summary>
internal static class ChannelSyncEntity
{
    public static TableEntity From(ChannelId channel, ChannelSyncState state)
    {
        var entity = new TableEntity(channel.Value, ChannelTables.SyncRow)
        {
            ["Owner"] = state.Owner ?? string.Empty,
            ["FailuresInARow"] = state.FailuresInARow,
            ["LastError"] = state.LastError ?? string.Empty,
            ["Counts"] = JsonSerializer.Serialize(state.Counts),
        };
        Put("HeldUntil", state.HeldUntil == default ? null : state.HeldUntil);
        Put("DoubtedBefore", state.DoubtedBefore == default ? null : state.DoubtedBefore);
        Put("RestUntil", state.RestUntil == default ? null : state.RestUntil);
        Put("LastAttemptAt", state.LastAttemptAt);
        Put("LastSuccessAt", state.LastSuccessAt);
        if (state is { P50: { } p50, P95: { } p95 })
        {
            entity["P50Ms"] = p50.TotalMilliseconds;
            entity["P95Ms"] = p95.TotalMilliseconds;
        }

        return entity;

        // Years before 1601 are no times to Table Storage, so an unset time is left out.
        void Put(string name, DateTimeOffset? value)
        {
            if (value is { } time)
            {
                entity[name] = time;
            }
        }
    }

    public static ChannelSyncState Read(TableEntity entity) => new()
    {
        Owner = Text("Owner", entity),
        HeldUntil = entity.GetDateTimeOffset("HeldUntil") ?? default,
        DoubtedBefore = entity.GetDateTimeOffset("DoubtedBefore") ?? default,
        RestUntil = entity.GetDateTimeOffset("RestUntil") ?? default,
        LastAttemptAt = entity.GetDateTimeOffset("LastAttemptAt"),
        LastSuccessAt = entity.GetDateTimeOffset("LastSuccessAt"),
        LastError = Text("LastError", entity),
        FailuresInARow = entity.GetInt32("FailuresInARow") ?? 0,
        Counts = JsonSerializer.Deserialize<PushCounts>(entity.GetString("Counts")!)!,
        P50 = Time("P50Ms", entity),
        P95 = Time("P95Ms", entity),
        ETag = entity.ETag,
    };

    private static string? Text(string name, TableEntity entity) => entity.GetString(name) is { Length: > 0 } text ? text : null;

    private static TimeSpan? Time(string name, TableEntity entity) =>
        entity.GetDouble(name) is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null;
}
