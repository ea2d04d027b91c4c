using System.Text.Json.Serialization;
using StockFlow.Items;
using StockFlow.Orders;

namespace StockFlow.Functions.Merchant;

/// <summary>An order, as the API shows it.</summary>
public sealed record OrderView(
    [property: JsonPropertyName("order")] string Order,
    [property: JsonPropertyName("number")] string? Number,
    [property: JsonPropertyName("state")] ChannelOrderState State,
    [property: JsonPropertyName("outcome")] OrderOutcome Outcome,
    [property: JsonPropertyName("revision")] int Revision,
    [property: JsonPropertyName("placedAt")] DateTimeOffset? PlacedAt,
    [property: JsonPropertyName("updatedAt")] DateTimeOffset UpdatedAt,
    [property: JsonPropertyName("receivedAt")] DateTimeOffset ReceivedAt,
    [property: JsonPropertyName("doneAt")] DateTimeOffset? DoneAt,
    [property: JsonPropertyName("holdUntil")] DateTimeOffset? HoldUntil,
    [property: JsonPropertyName("lines")] IReadOnlyList<OrderView.Line> Lines)
{
    public static OrderView Of(Order order) => new(
        order.Id.ToString(),
        order.Number,
        order.State,
        order.Outcome,
        order.Revision,
        order.PlacedAt,
        order.UpdatedAt,
        order.ReceivedAt,
        order.DoneAt,
        order is { State: ChannelOrderState.PendingPayment, HoldExpired: false } ? order.HoldUntil : null,
        [.. order.Lines.Select(line => Line.Of(order, line))]);

    /// <summary>One line. What became of it is null until the order was done for the first time.</summary>
    public sealed record Line(
        [property: JsonPropertyName("line")] string LineId,
        [property: JsonPropertyName("sku")] string? Sku,
        [property: JsonPropertyName("components")] IReadOnlyList<BundleComponent>? Components,
        [property: JsonPropertyName("openUnits")] int OpenUnits,
        [property: JsonPropertyName("shippedUnits")] int ShippedUnits,
        [property: JsonPropertyName("restockedUnits")] int RestockedUnits,
        [property: JsonPropertyName("reservedUnits")] int? ReservedUnits,
        [property: JsonPropertyName("backorderedUnits")] int? BackorderedUnits,
        [property: JsonPropertyName("preorderedUnits")] int? PreorderedUnits,
        [property: JsonPropertyName("fallbackUnits")] int? FallbackUnits,
        [property: JsonPropertyName("shortUnits")] int? ShortUnits,
        [property: JsonPropertyName("givenUpUnits")] int? GivenUpUnits,
        [property: JsonPropertyName("expectedAt")] DateTimeOffset? ExpectedAt,
        [property: JsonPropertyName("releaseAt")] DateTimeOffset? ReleaseAt,
        [property: JsonPropertyName("quarantine")] QuarantineReason? Quarantine)
    {
        public static Line Of(Order order, OrderLine line) => new(
            line.LineId,
            line.Sku,
            line.Components,
            order.OpenUnits(line),
            line.ShippedUnits,
            line.RestockedUnits,
            line.Result?.ReservedUnits,
            line.Result?.BackorderedUnits,
            line.Result?.PreorderedUnits,
            line.Result?.FallbackUnits,
            line.Result?.ShortUnits,
            line.Result?.GivenUpUnits,
            line.Result?.ExpectedAt,
            line.Result?.ReleaseAt,
            line.Result?.Quarantine);
    }
}
