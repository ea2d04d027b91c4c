using System.Globalization;

namespace StockFlow.Channels.Prices;

/// <summary>
/// To which prices a channel rounds: to multiples of a step, or to those that end in the same cents. The nearest one is taken; of two
/// that are equally near, the higher.
/// </summary>
/// <param name="Step">Above zero; 1 where there is an ending.</param>
/// <param name="Ending">What every price but 0 ends in, such as 0.99: above 0, below 1. Null for plain multiples of the step.</param>
public sealed record PriceRounding(decimal Step, decimal? Ending = null)
{
    public const string Example = "0.01, 0.05, 1 or .99";

    private const decimal StepMin = 0.0001m;
    private const decimal StepMax = 1000;

    public static PriceRounding Cents { get; } = new(0.01m);

    /// <summary>Reads a step such as 0.05, or an ending such as .99.</summary>
    public static bool TryParse(string text, out PriceRounding rounding)
    {
        rounding = Cents;
        if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        var isEnding = text.StartsWith('.');
        rounding = isEnding ? new PriceRounding(1, number) : new PriceRounding(number);
        return isEnding
            ? number > 0 && decimal.Round(number, 2) == number
            : number is >= StepMin and <= StepMax && decimal.Round(number, 4) == number;
    }

    /// <summary>Rounds exactly. Never below zero, and a higher amount never becomes a lower price; what is free stays free.</summary>
    /// <param name="amount">Zero or more.</param>
    public decimal Round(decimal amount)
    {
        if (Ending is not { } ending)
        {
            return Nearest(amount, Step);
        }

        var offset = Step - ending;
        return amount == 0 ? 0 : Math.Max(ending, Nearest(amount + offset, Step) - offset);
    }

    private static decimal Nearest(decimal amount, decimal step)
    {
        // A quotient may have no end; the remainder is exact.
        var rest = amount % step;
        return rest * 2 >= step ? amount - rest + step : amount - rest;
    }
}
