using System.Text.Json;
using Azure.Data.Tables;

namespace StockFlow.Channels.Listings;

/// <summary>How a listing is stored.</summary>
internal static class ListingEntity
{
    private const string References = "References";
    private const string AcknowledgedAt = "AcknowledgedAt";
    private const string Position = "Position";
    private const string Sequence = "Sequence";
    private const string IsSetAside = "IsSetAside";

    public static TableEntity From(Listing listing)
    {
        var stored = listing.References.Select(reference => new StoredReference(reference.Reference, reference.PublishedUnits, !reference.IsCertain));
        var entity = new TableEntity(listing.Channel.Value, ChannelTables.ListingKey(listing.Sku))
        {
            [References] = JsonSerializer.Serialize(stored, JsonSerializerOptions.Web),
            [Position] = listing.Position,
            [Sequence] = listing.Sequence,
            [IsSetAside] = listing.IsSetAside,
        };
        if (listing.AcknowledgedAt is { } acknowledgedAt)
        {
            entity[AcknowledgedAt] = acknowledgedAt;
        }

        return entity;
    }

    public static Listing Read(TableEntity entity) =>
        new(
            ChannelId.Parse(entity.PartitionKey),
            ChannelTables.SkuOf(entity.RowKey),
            [.. JsonSerializer.Deserialize<StoredReference[]>(entity.GetString(References)!, JsonSerializerOptions.Web)!
                .Select(stored => new ListingReference(stored.R, stored.U, !stored.D))],
            entity.GetDateTimeOffset(AcknowledgedAt),
            entity.GetInt64(Position) ?? 0,
            entity.GetInt64(Sequence) ?? 0,
            entity.GetBoolean(IsSetAside) ?? false,
            entity.ETag);

    /// <summary>Short names, for there may be a hundred thousand of them.</summary>
    /// <param name="R">Reference.</param>
    /// <param name="U">Units published.</param>
    /// <param name="D">In doubt.</param>
    private sealed record StoredReference(string R, int? U, bool D = false);
}
