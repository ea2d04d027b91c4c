using System.Text.Json.Serialization;
using StockFlow.Items;
using StockFlow.Orders;

namespace StockFlow.Storage.Orders;

/// <summary>A line as stored. What is zero or missing is left out.</summary>
internal sealed record StoredLine
{
    [JsonPropertyName("id")]
    public required string LineId { get; init; }

    [JsonPropertyName("sku")]
    public string? Sku { get; init; }

    [JsonPropertyName("ordered")]
    public int OrderedUnits { get; init; }

    [JsonPropertyName("shipped")]
    public int ShippedUnits { get; init; }

    [JsonPropertyName("restocked")]
    public int RestockedUnits { get; init; }

    [JsonPropertyName("seenAt")]
    public DateTimeOffset SeenAt { get; init; }

    [JsonPropertyName("components")]
    public IReadOnlyList<BundleComponent>? Components { get; init; }

    [JsonPropertyName("done")]
    public bool HasResult { get; init; }

    [JsonPropertyName("reserved")]
    public int ReservedUnits { get; init; }

    [JsonPropertyName("backordered")]
    public int BackorderedUnits { get; init; }

    [JsonPropertyName("short")]
    public int ShortUnits { get; init; }

    [JsonPropertyName("givenUp")]
    public int GivenUpUnits { get; init; }

    [JsonPropertyName("preordered")]
    public int PreorderedUnits { get; init; }

    [JsonPropertyName("fallback")]
    public int FallbackUnits { get; init; }

    [JsonPropertyName("expectedAt")]
    public DateTimeOffset? ExpectedAt { get; init; }

    [JsonPropertyName("releaseAt")]
    public DateTimeOffset? ReleaseAt { get; init; }

    [JsonPropertyName("quarantine")]
    public QuarantineReason? Quarantine { get; init; }

    public static StoredLine From(OrderLine line) => new()
    {
        LineId = line.LineId,
        Sku = line.Sku,
        OrderedUnits = line.OrderedUnits,
        ShippedUnits = line.ShippedUnits,
        RestockedUnits = line.RestockedUnits,
        SeenAt = line.SeenAt,
        Components = line.Components,
        HasResult = line.Result is not null,
        ReservedUnits = line.Result?.ReservedUnits ?? 0,
        BackorderedUnits = line.Result?.BackorderedUnits ?? 0,
        ShortUnits = line.Result?.ShortUnits ?? 0,
        GivenUpUnits = line.Result?.GivenUpUnits ?? 0,
        PreorderedUnits = line.Result?.PreorderedUnits ?? 0,
        FallbackUnits = line.Result?.FallbackUnits ?? 0,
        ExpectedAt = line.Result?.ExpectedAt,
        ReleaseAt = line.Result?.ReleaseAt,
        Quarantine = line.Result?.Quarantine,
    };

    public OrderLine ToLine() => new(
        LineId,
        Sku,
        OrderedUnits,
        ShippedUnits,
        RestockedUnits,
        SeenAt,
        Components,
        HasResult
            ? new OrderLineResult(ReservedUnits, BackorderedUnits, ShortUnits, Quarantine)
            {
                GivenUpUnits = GivenUpUnits,
                PreorderedUnits = PreorderedUnits,
                FallbackUnits = FallbackUnits,
                ExpectedAt = ExpectedAt,
                ReleaseAt = ReleaseAt,
            }
            : null);
}
