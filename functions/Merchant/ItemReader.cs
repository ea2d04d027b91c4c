using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using StockFlow.Items;
using StockFlow.Stock;

namespace StockFlow.Functions.Merchant;

/// <summary>Turns what people send into terms, or says what is wrong with them. Remembers the first fault.</summary>
internal sealed class ItemReader
{
    private const int BufferMax = 1_000_000;
    private const int CapMax = 1_000_000_000;
    private const decimal UnitCostMax = 1_000_000_000;

    private Problem? _problem;

    /// <returns>True with terms within all their ranges, or false with the first fault.</returns>
    public static bool TryRead(ItemBody body, [NotNullWhen(true)] out ItemTerms? terms, [NotNullWhen(false)] out Problem? problem)
    {
        var reader = new ItemReader();
        var read = new ItemTerms
        {
            AllChannels = reader.Shown(body.Buffer, body.Share, body.Cap, body.Minimum),
            BackorderLimitUnits = reader.Whole("backorderLimit", body.BackorderLimit, 0, StockLimits.UnitsMax),
            BackorderEta = reader.Time("backorderEta", body.BackorderEta),
            ReleaseAt = reader.Time("releaseAt", body.ReleaseAt),
            PreorderLimitUnits = reader.Whole("preorderLimit", body.PreorderLimit, 0, StockLimits.UnitsMax),
            UnitCost = reader.Cost("unitCost", body.UnitCost),
        };
        if (read is { PreorderLimitUnits: not null, ReleaseAt: null })
        {
            reader.Fault("preorderLimit is given without releaseAt.", "The release date, before which orders are pre-orders.");
        }

        problem = reader._problem;
        terms = problem is null ? read : null;
        return problem is null;
    }

    /// <returns>True with terms within all their ranges, or false with the first fault.</returns>
    public static bool TryRead(
        ItemChannelBody body, [NotNullWhen(true)] out ItemChannelTerms? terms, [NotNullWhen(false)] out Problem? problem)
    {
        var reader = new ItemReader();
        var read = reader.Shown(body.Buffer, body.Share, body.Cap, body.Minimum);
        problem = reader._problem;
        terms = problem is null ? read : null;
        return problem is null;
    }

    private ItemChannelTerms Shown(JsonElement? buffer, JsonElement? share, JsonElement? cap, JsonElement? minimum) => new()
    {
        BufferUnits = Whole("buffer", buffer, 0, BufferMax),
        SharePercent = Whole("share", share, 1, 100),
        CapUnits = Whole("cap", cap, 0, CapMax),
        MinimumUnits = Whole("minimum", minimum, 0, BufferMax),
    };

    private int? Whole(string name, JsonElement? element, int min, int max)
    {
        if (element is not { } given)
        {
            return null;
        }

        if (given.ValueKind == JsonValueKind.Number && given.TryGetInt32(out var value) && value >= min && value <= max)
        {
            return value;
        }

        Fault($"{name} is not a whole number, or out of range.", $"{name} from {min} to {max}, or left out.");
        return null;
    }

    private DateTimeOffset? Time(string name, JsonElement? element)
    {
        if (element is not { } given)
        {
            return null;
        }

        if (given.ValueKind == JsonValueKind.String && Given.TryReadTime(given.GetString(), out var value))
        {
            return value;
        }

        Fault($"{name} is not a time.", $"{name} such as 2026-12-01T00:00:00Z, or left out.");
        return null;
    }

    private decimal? Cost(string name, JsonElement? element)
    {
        if (element is not { } given)
        {
            return null;
        }

        if (given.ValueKind == JsonValueKind.Number && given.TryGetDecimal(out var value) && value is >= 0 and <= UnitCostMax)
        {
            return value;
        }

        Fault($"{name} is not a number, or out of range.", $"{name} from 0 to {UnitCostMax}, or left out.");
        return null;
    }

    private void Fault(string what, string expected) => _problem ??= new Problem("invalid-terms", what, expected);
}
