namespace StockFlow.Simulator.Replay;

/// <summary>How a channel of a company shows prices.</summary>
/// <param name="MarkupPercent">Added to the base price.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="ExchangeRate">Of one unit of the company's currency.</param>
/// <param name="Ending">The cents that every price ends in; null for multiples of 0.05.</param>
public sealed record PricePlan(int MarkupPercent, string Currency, decimal ExchangeRate, int? Ending)
{
    private const int CandidatesMax = 10_000;

    /// <summary>What the channel should show, found by trying every price that it may show; of two as near, the higher.</summary>
    /// <param name="basePrice">Above 0, at most 100.</param>
    public decimal Of(decimal basePrice)
    {
        var wanted = basePrice * (100 + MarkupPercent) * ExchangeRate / 100;
        return Enumerable.Range(0, CandidatesMax)
            .Select(number => Ending is { } cents ? number + (cents / 100m) : number * 0.05m)
            .OrderBy(candidate => Math.Abs(candidate - wanted))
            .ThenByDescending(candidate => candidate)
            .First();
    }
}
