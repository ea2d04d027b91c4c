using System.Text.Json.Serialization;

namespace StockFlow.Items;

/// <summary>How one channel, or every channel, shows an item. What is null is left to the wider rule.</summary>
public sealed record ItemChannelTerms
{
    /// <summary>Nothing of its own.</summary>
    public static ItemChannelTerms None { get; } = new();

    /// <summary>Units never shown, instead of the wider buffer. Zero or more.</summary>
    [JsonPropertyName("buffer")]
    public int? BufferUnits { get; init; }

    /// <summary>The part of what is left that may be shown, 1 to 100 percent; rounded down.</summary>
    [JsonPropertyName("share")]
    public int? SharePercent { get; init; }

    /// <summary>The most units ever shown; 0 shows the item as sold out.</summary>
    [JsonPropertyName("cap")]
    public int? CapUnits { get; init; }

    /// <summary>A number below it is shown as zero. Zero or more.</summary>
    [JsonPropertyName("minimum")]
    public int? MinimumUnits { get; init; }
}
