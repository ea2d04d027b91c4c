using System.Globalization;

namespace StockFlow.Items;

/// <summary>What a base price may be: of one unit, in the merchant's own currency, kept exactly.</summary>
public static class BasePrice
{
    /// <summary>So that any markup and any exchange rate is worked out exactly, see <see cref="Channels.Prices.PriceRule"/>.</summary>
    public const decimal Max = 10_000_000;

    public const int DecimalsMax = 4;

    /// <summary>What is expected, for people.</summary>
    public static string Expected { get; } = string.Create(
        CultureInfo.InvariantCulture, $"A number from 0 to {Max} with a point and at most {DecimalsMax} decimals, such as 12.95.");

    /// <summary>Reads a price as it is written. One with more decimals, other than zeros at the end, is refused rather than rounded.</summary>
    public static bool TryParse(string text, out decimal price)
    {
        price = 0;
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var digits = point < 0 ? text : text.TrimEnd('0');
        return text is [>= '0' and <= '9', ..]
            && (point < 0 || digits.Length - point - 1 <= DecimalsMax)
            && decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out price)
            && price <= Max;
    }

    /// <summary>As people write it, without zeros at the end.</summary>
    public static string Text(decimal price) => price.ToString("0.####", CultureInfo.InvariantCulture);
}
