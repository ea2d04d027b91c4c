using System.Globalization;
using System.Text.Json;

namespace StockFlow.Simulator.Replay;

/// <summary>An order as the merchant API tells it.</summary>
/// <param name="Outcome">Such as reserved, short, rejected, inWork.</param>
/// <param name="Lines">By the marketplace's id of the line.</param>
public sealed record OrderReading(string Outcome, IReadOnlyDictionary<long, OrderLineReading> Lines)
{
    public bool IsInWork => Is("inWork");

    public bool IsRejected => Is("rejected");

    public static OrderReading Of(JsonElement order) => new(
        order.GetProperty("outcome").GetString()!,
        order.GetProperty("lines").EnumerateArray().ToDictionary(
            line => long.Parse(line.GetProperty("line").GetString()!, CultureInfo.InvariantCulture),
            OrderLineReading.Of));

    private bool Is(string outcome) => string.Equals(Outcome, outcome, StringComparison.OrdinalIgnoreCase);
}
