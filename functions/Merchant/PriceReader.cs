using System.Text.Json;
using StockFlow.Items;

namespace StockFlow.Functions.Merchant;

/// <summary>Turns what people send into a price, or says what is wrong with it.</summary>
internal static class PriceReader
{
    /// <returns>True with a price within its range, or false with the first fault.</returns>
    public static bool TryRead(PriceBody body, out decimal price, out long? revision, out Problem? problem)
    {
        revision = null;
        problem = null;

        // The text is read, as a number might be rounded unseen.
        if (body.Price is not { ValueKind: JsonValueKind.Number } given || !BasePrice.TryParse(given.GetRawText(), out price))
        {
            price = 0;
            problem = new Problem("invalid-price", "price is missing, not a number, out of range, or has too many decimals.", BasePrice.Expected);
        }
        else if (body.Revision is { } number)
        {
            revision = number.ValueKind == JsonValueKind.Number && number.TryGetInt64(out var value) && value >= 0 ? value : null;
            problem = revision is null
                ? new Problem("invalid-revision", "revision is not a whole number from 0.", "The revision that GET tells with the price, or none.")
                : null;
        }

        return problem is null;
    }
}
