using System.Text.Json.Serialization;
using StockFlow.Channels;
using StockFlow.Stock;

namespace StockFlow.Items;

/// <summary>What the merchant has set for one item. What is null is left to the channel's settings, or unknown.</summary>
public sealed record ItemTerms
{
    /// <summary>How every channel shows it, where it has no terms of its own.</summary>
    [JsonPropertyName("all")]
    public ItemChannelTerms AllChannels { get; init; } = ItemChannelTerms.None;

    /// <summary>How single channels show it.</summary>
    [JsonPropertyName("channels")]
    public IReadOnlyDictionary<ChannelId, ItemChannelTerms> Channels { get; init; } = new Dictionary<ChannelId, ItemChannelTerms>();

    /// <summary>The most units that may be promised beyond available, over all channels. Zero or more.</summary>
    [JsonPropertyName("backorderLimit")]
    public int? BackorderLimitUnits { get; init; }

    /// <summary>When units ordered today are expected, UTC.</summary>
    [JsonPropertyName("backorderEta")]
    public DateTimeOffset? BackorderEta { get; init; }

    /// <summary>The release date, UTC: orders before it are pre-orders, and none of them leaves before it.</summary>
    [JsonPropertyName("releaseAt")]
    public DateTimeOffset? ReleaseAt { get; init; }

    /// <summary>The most units that may be pre-ordered, over all channels. Zero or more.</summary>
    [JsonPropertyName("preorderLimit")]
    public int? PreorderLimitUnits { get; init; }

    /// <summary>What one unit cost, in the merchant's own currency. Zero or more.</summary>
    [JsonPropertyName("unitCost")]
    public decimal? UnitCost { get; init; }

    /// <summary>What one unit sells for before any channel's markup, in the merchant's own currency, see <see cref="BasePrice"/>.</summary>
    [JsonPropertyName("price")]
    public decimal? Price { get; init; }

    /// <summary>How often the price has been changed; outlives it.</summary>
    [JsonPropertyName("priceRevision")]
    public long PriceRevision { get; init; }

    /// <summary>Nothing set.</summary>
    public static ItemTerms None { get; } = new();

    /// <summary>Whether nothing at all is set.</summary>
    [JsonIgnore]
    public bool IsEmpty => Channels.Count == 0 && this == None with { Channels = Channels, PriceRevision = PriceRevision };

    /// <summary>The same with other terms on one channel.</summary>
    public ItemTerms On(ChannelId channel, ItemChannelTerms terms)
    {
        var channels = new Dictionary<ChannelId, ItemChannelTerms>(Channels);
        channels.Remove(channel);
        if (terms != ItemChannelTerms.None)
        {
            channels.Add(channel, terms);
        }

        return this with { Channels = channels };
    }
}
