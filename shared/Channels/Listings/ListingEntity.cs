using System.Text.Json;
using System.Text.Json.Serialization;
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
        var stored = listing.References.Select(reference => new StoredReference(
            reference.Reference,
            reference.PublishedUnits,
            !reference.IsCertain,
            reference.Price is { } price ? new StoredPrice(price.Amount, price.Revision, !price.IsCertain) : null));
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

    /// <summary>A stored listing of whose prices nobody knows any more what the channel shows.</summary>
    public static TableEntity WithPricesInDoubt(TableEntity entity)
    {
        var listing = Read(entity);
        var doubted = From(listing with { References = [.. listing.References.Select(reference => reference.WithPriceInDoubt())] });
        entity[References] = doubted[References];
        return entity;
    }

    public static Listing Read(TableEntity entity) =>
        new(
            ChannelId.Parse(entity.PartitionKey),
            ChannelTables.SkuOf(entity.RowKey),
            [.. JsonSerializer.Deserialize<StoredReference[]>(entity.GetString(References)!, JsonSerializerOptions.Web)!
                .Select(stored => new ListingReference(
                    stored.R, stored.U, !stored.D, stored.P is { } price ? new ShownPrice(price.A, price.V, !price.D) : null))],
            entity.GetDateTimeOffset(AcknowledgedAt),
            entity.GetInt64(Position) ?? 0,
            entity.GetInt64(Sequence) ?? 0,
            entity.GetBoolean(IsSetAside) ?? false,
            entity.ETag);

    /// <summary>Short names, for there may be a hundred thousand of them.</summary>
    /// <param name="R">Reference.</param>
    /// <param name="U">Units published.</param>
    /// <param name="D">In doubt.</param>
    /// <param name="P">Price, where one was told.</param>
    private sealed record StoredReference(
        string R, int? U, bool D = false, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] StoredPrice? P = null);

    /// <param name="A">Amount.</param>
    /// <param name="V">Revision of the base price.</param>
    /// <param name="D">In doubt.</param>
    private sealed record StoredPrice(decimal? A, long V, bool D = false);
}
