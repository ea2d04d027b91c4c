using StockFlow.Settings;

namespace StockFlow.Channels.Prices;

/// <summary>Reads a channel's price settings.</summary>
internal static class PriceSettings
{
    public static readonly string[] Names = ["Prices", "Markup", "Rounding", "Currency", "ExchangeRate"];

    /// <param name="kind">Null where it is not known, which is a fault of its own.</param>
    /// <returns>Null where the channel is told no prices, which is the default.</returns>
    public static PriceRule? Read(SettingValues values, ConnectorKind? kind)
    {
        var rule = new PriceRule(
            values.Number("Markup", -99, 1000, 2, "12.5, or -10") ?? 0,
            ReadCurrency(values),
            values.Number("ExchangeRate", 0.000001m, 1_000_000, 6, "1.08") ?? 1,
            ReadRounding(values));
        FindHalfCurrency(values);
        if (values.Text("Prices") is null)
        {
            foreach (var name in Names.Where(name => values.Text(name) is not null))
            {
                values.Fault(name, "is set while Prices is not: no price is sent.", $"{values.NameOf("Prices")} = on (or off)");
            }

            return null;
        }

        var isOn = values.Choice("Prices", false, [("on", true), ("off", false)]);
        if (isOn && kind is { HasPrices: false })
        {
            values.Fault("Prices", $"is on, but {kind.Name} takes no prices.", "off");
        }

        return isOn ? rule : null;
    }

    private static string? ReadCurrency(SettingValues values)
    {
        var text = values.Text("Currency");
        if (text is null || (text.Length == 3 && text.All(char.IsAsciiLetterUpper)))
        {
            return text;
        }

        values.Fault("Currency", $"'{text}' is not a currency's three capital letters (ISO 4217).", "EUR");
        return null;
    }

    private static PriceRounding ReadRounding(SettingValues values)
    {
        if (values.Text("Rounding") is not { } text)
        {
            return PriceRounding.Cents;
        }

        if (!PriceRounding.TryParse(text, out var rounding))
        {
            values.Fault(
                "Rounding",
                $"'{text}' is neither a step from 0.0001 to 1000 with at most 4 decimals nor an ending of one or two digits after a point.",
                PriceRounding.Example);
        }

        return rounding;
    }

    /// <summary>A forgotten rate would publish pounds as yen, a forgotten currency the other way round.</summary>
    private static void FindHalfCurrency(SettingValues values)
    {
        if (values.Text("Currency") is not null && values.Text("ExchangeRate") is null)
        {
            values.Fault("Currency", "is set without ExchangeRate.", $"{values.NameOf("ExchangeRate")} = 1.08, or 1 where it is your own currency");
        }
        else if (values.Text("Currency") is null && values.Text("ExchangeRate") is not null)
        {
            values.Fault("ExchangeRate", "is set without Currency.", $"{values.NameOf("Currency")} = EUR");
        }
    }
}
