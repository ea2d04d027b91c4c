using System.Text.Json.Serialization;
using StockFlow.Stock;
using StockFlow.Transfers;

namespace StockFlow.Functions.Merchant.Transfers;

/// <summary>A transfer, as the API shows it.</summary>
/// <param name="IsSettled">Whether the ledger has done all that was asked.</param>
/// <param name="Lines">Null in a list.</param>
public sealed record TransferView(
    [property: JsonPropertyName("id")] TransferId Id,
    [property: JsonPropertyName("state")] TransferState State,
    [property: JsonPropertyName("isSettled")] bool IsSettled,
    [property: JsonPropertyName("from")] LocationId From,
    [property: JsonPropertyName("to")] LocationId To,
    [property: JsonPropertyName("plannedUnits")] long PlannedUnits,
    [property: JsonPropertyName("inTransitUnits")] long InTransitUnits,
    [property: JsonPropertyName("reason")] string? Reason,
    [property: JsonPropertyName("actor")] string? Actor,
    [property: JsonPropertyName("createdAt")] DateTimeOffset CreatedAt,
    [property: JsonPropertyName("updatedAt")] DateTimeOffset UpdatedAt,
    [property: JsonPropertyName("lines")] IReadOnlyList<TransferView.Line>? Lines)
{
    public static TransferView Of(Transfer transfer) => new(
        transfer.Id,
        transfer.State,
        transfer.IsSettled,
        transfer.From,
        transfer.To,
        transfer.Lines.Sum(line => (long)line.PlannedUnits),
        transfer.Lines.Sum(line => (long)line.InTransitUnits),
        transfer.Reason,
        transfer.Actor,
        transfer.CreatedAt,
        transfer.UpdatedAt,
        [
            .. transfer.Lines.Select(line => new Line(
                line.Sku, line.PlannedUnits, line.ReleasedUnits, line.DispatchedUnits, line.ReceivedUnits, line.LostUnits, line.InTransitUnits, line.AvailableUnits)),
        ]);

    /// <param name="AvailableUnits">What the source had when this line was refused.</param>
    public sealed record Line(
        [property: JsonPropertyName("sku")] Sku Sku,
        [property: JsonPropertyName("plannedUnits")] int PlannedUnits,
        [property: JsonPropertyName("releasedUnits")] int ReleasedUnits,
        [property: JsonPropertyName("dispatchedUnits")] int DispatchedUnits,
        [property: JsonPropertyName("receivedUnits")] int ReceivedUnits,
        [property: JsonPropertyName("lostUnits")] int LostUnits,
        [property: JsonPropertyName("inTransitUnits")] int InTransitUnits,
        [property: JsonPropertyName("availableUnits")] int? AvailableUnits);
}
