using System.Text.Json.Serialization;
using StockFlow.Stock;

namespace StockFlow.Functions.Merchant;

/// <summary>What one order holds of a SKU, as the API shows it.</summary>
public sealed record ReservationView(
    [property: JsonPropertyName("order")] string Order,
    [property: JsonPropertyName("revision")] int Revision,
    [property: JsonPropertyName("openUnits")] int OpenUnits,
    [property: JsonPropertyName("reservedUnits")] int ReservedUnits,
    [property: JsonPropertyName("backorderedUnits")] int BackorderedUnits,
    [property: JsonPropertyName("shortUnits")] int ShortUnits,
    [property: JsonPropertyName("shippedUnits")] int ShippedUnits,
    [property: JsonPropertyName("restockedUnits")] int RestockedUnits,
    [property: JsonPropertyName("uncoveredUnits")] int UncoveredUnits,
    [property: JsonPropertyName("fallbackUnits")] int FallbackUnits,
    [property: JsonPropertyName("returnedUnits")] int ReturnedUnits,
    [property: JsonPropertyName("writtenOffUnits")] int WrittenOffUnits,
    [property: JsonPropertyName("waitingSince")] DateTimeOffset? WaitingSince,
    [property: JsonPropertyName("locations")] IReadOnlyList<ReservationView.Part> Locations)
{
    public static ReservationView Of(Stock.Reservation reservation) => new(
        reservation.Order.ToString(),
        reservation.Revision,
        reservation.OpenUnits,
        reservation.ReservedUnits,
        reservation.BackorderedUnits,
        reservation.ShortUnits,
        reservation.ShippedUnits,
        reservation.RestockedUnits,
        reservation.UncoveredUnits,
        reservation.FallbackUnits,
        reservation.ReturnedUnits,
        reservation.WrittenOffUnits,
        reservation.WaitingSince,
        [.. reservation.Allocations.Select(Part.Of)]);

    public sealed record Part(
        [property: JsonPropertyName("location")] LocationId Location,
        [property: JsonPropertyName("reservedUnits")] int ReservedUnits,
        [property: JsonPropertyName("shippedUnits")] int ShippedUnits,
        [property: JsonPropertyName("restockedUnits")] int RestockedUnits,
        [property: JsonPropertyName("backorderedUnits")] int? BackorderedUnits)
    {
        internal static Part Of(Allocation part) => new(
            part.Location, part.ReservedUnits, part.ShippedUnits, part.RestockedUnits, part.BackorderedUnits == 0 ? null : part.BackorderedUnits);
    }
}
