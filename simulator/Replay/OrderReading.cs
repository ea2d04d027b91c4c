using System.Globalization;
using System.Text.Json;

namespace StockFlow.Simulator.Replay;

/// <summary>An order as the merchant API tells it.</summary>
/// <param name="Outcome">Such as reserved, short, rejected, inWork.</param>
/// <param name="HoldUntil">Until when it holds units unpaid; null where it does not, or for ever.</param>
/// <param name="Lines">By the marketplace's id of the line.</param>
public sealed record OrderReading(string Outcome, DateTimeOffset? HoldUntil, IReadOnlyDictionary<long, OrderLineReading> Lines)
{
    public bool IsExpired => Is("expired");

    public bool IsInWork => Is("inWork");

    public bool IsRejected => Is("rejected");

    public static OrderReading Of(JsonElement order) => new(
        order.GetProperty("outcome").GetString()!,
        order.TryGetProperty("holdUntil", out var until) && until.ValueKind == JsonValueKind.String ? until.GetDateTimeOffset() : null,
        order.GetProperty("lines").EnumerateArray().ToDictionary(
            line => long.Parse(line.GetProperty("line").GetString()!, CultureInfo.InvariantCulture),
            OrderLineReading.Of));

    private bool Is(string outcome) => string.Equals(Outcome, outcome, StringComparison.OrdinalIgnoreCase);
}
