using System.Text.Json.Serialization;
using StockFlow.Explanations;
using StockFlow.Stock;

namespace StockFlow.Functions.Merchant;

/// <summary>What one SKU allows of a listing and what is behind it, as the API shows it.</summary>
public sealed record ExplainedPartView(
    [property: JsonPropertyName("sku")] Sku Sku,
    [property: JsonPropertyName("unitsEach")] int UnitsEach,
    [property: JsonPropertyName("position")] long Position,
    [property: JsonPropertyName("openingPosition")] long? OpeningPosition,
    [property: JsonPropertyName("isProven")] bool IsProven,
    [property: JsonPropertyName("locations")] IReadOnlyList<ExplainedPartView.Place> Locations,
    [property: JsonPropertyName("bufferUnits")] int BufferUnits,
    [property: JsonPropertyName("backorderAllowance")] TermView BackorderAllowance,
    [property: JsonPropertyName("promisedElsewhereUnits")] int PromisedElsewhereUnits,
    [property: JsonPropertyName("elsewhere")] IReadOnlyList<ExplainedPartView.Place> Elsewhere,
    [property: JsonPropertyName("releaseAt")] DateTimeOffset? ReleaseAt,
    [property: JsonPropertyName("allowedUnits")] long AllowedUnits,
    [property: JsonPropertyName("holders")] IReadOnlyList<ExplainedPartView.Holder> Holders,
    [property: JsonPropertyName("transfers")] IReadOnlyList<ExplainedPartView.SetAside> Transfers,
    [property: JsonPropertyName("otherHeldUnits")] long OtherHeldUnits,
    [property: JsonPropertyName("waitingOrders")] int WaitingOrders,
    [property: JsonPropertyName("waiting")] IReadOnlyList<ExplainedPartView.Waiter> Waiting)
{
    public static ExplainedPartView Of(PartExplanation explained) => new(
        explained.Part.Sku,
        explained.Part.Units,
        explained.Part.Position,
        explained.OpeningPosition,
        explained.IsProven,
        [.. explained.Locations.Select(Place.Of)],
        explained.Part.Buffer.Value,
        TermView.Of(explained.Part.Allowance.Shown),
        explained.Part.Allowance.PromisedElsewhereUnits,
        [.. explained.Elsewhere.Select(Place.Of)],
        explained.Part.Allowance.ReleaseAt,
        explained.Part.AllowedUnits,
        [.. explained.Holders.Select(holder => new Holder(holder.Order.ToString(), holder.ReservedUnits, holder.BackorderedUnits))],
        [.. explained.Transfers.Select(transfer => new SetAside(transfer.Transfer.Value, transfer.From, transfer.To, transfer.SetAsideUnits))],
        explained.OtherHeldUnits,
        explained.WaitingOrders,
        [.. explained.Waiting.Select(waiter => new Waiter(waiter.Order.ToString(), waiter.Since, waiter.IsFilled))]);

    public sealed record Place(
        [property: JsonPropertyName("location")] LocationId Location,
        [property: JsonPropertyName("terms")] IReadOnlyList<LevelTermView> Terms,
        [property: JsonPropertyName("availableUnits")] int AvailableUnits,
        [property: JsonPropertyName("bufferUnits")] int BufferUnits,
        [property: JsonPropertyName("offeredUnits")] int OfferedUnits)
    {
        public static Place Of(LocationExplanation explained)
        {
            var level = explained.Offered.Level;
            return new Place(
                level.Location,
                [
                    LevelTermView.Of("onHand", level.OnHandUnits, explained.OnHand),
                    LevelTermView.Of("reserved", level.ReservedUnits, explained.Reserved),
                    LevelTermView.Of("safetyStock", level.SafetyStockUnits, explained.SafetyStock),
                ],
                level.AvailableUnits,
                explained.Offered.BufferUnits,
                explained.Offered.OfferedUnits);
        }
    }

    public sealed record Holder(
        [property: JsonPropertyName("order")] string Order,
        [property: JsonPropertyName("reservedUnits")] int ReservedUnits,
        [property: JsonPropertyName("backorderedUnits")] int BackorderedUnits);

    public sealed record SetAside(
        [property: JsonPropertyName("transfer")] string Transfer,
        [property: JsonPropertyName("from")] LocationId From,
        [property: JsonPropertyName("to")] LocationId To,
        [property: JsonPropertyName("setAsideUnits")] int SetAsideUnits);

    public sealed record Waiter(
        [property: JsonPropertyName("order")] string Order,
        [property: JsonPropertyName("since")] DateTimeOffset Since,
        [property: JsonPropertyName("isFilled")] bool IsFilled);
}
