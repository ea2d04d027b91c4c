using System.Globalization;

namespace StockFlow.Channels.Prices;

/// <summary>How one channel's prices are made of base prices.</summary>
/// <param name="MarkupPercent">Added to the base price, −99 to 1,000 with at most 2 decimals.</param>
/// <param name="Currency">ISO 4217, such as EUR; null for the merchant's own, which need not be named.</param>
/// <param name="ExchangeRate">Of one unit of the merchant's own currency, above zero, at most 1,000,000 with at most 6 decimals.</param>
/// <param name="Rounding">What the outcome is rounded to.</param>
public sealed record PriceRule(decimal MarkupPercent, string? Currency, decimal ExchangeRate, PriceRounding Rounding)
{
    /// <summary>The base price as it is.</summary>
    public static PriceRule Plain { get; } = new(0, null, 1, PriceRounding.Cents);

    /// <summary>
    /// The published price: base price, plus markup, times exchange rate, rounded once at the end. Every step before that is exact: within
    /// the ranges the product has no more than 28 digits, which a decimal holds.
    /// </summary>
    /// <param name="basePrice">0 to <see cref="Items.BasePrice.Max"/> with at most <see cref="Items.BasePrice.DecimalsMax"/> decimals.</param>
    /// <returns>Zero or more, in <see cref="Currency"/>.</returns>
    public decimal Apply(decimal basePrice) => Rounding.Round(basePrice * (1 + (MarkupPercent / 100)) * ExchangeRate);

    /// <summary>A published price as channels take it: with a point, and two to four decimals.</summary>
    public static string Text(decimal price) => price.ToString("0.00##", CultureInfo.InvariantCulture);
}
