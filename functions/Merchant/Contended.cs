using Microsoft.AspNetCore.Http;
using StockFlow.Stock;
using StockFlow.Storage;

namespace StockFlow.Functions.Merchant;

/// <summary>Says "try again" where too many others were changing the same thing.</summary>
internal static class Contended
{
    public static async Task<IResult> AnswerAsync(Sku sku, Func<Task<IResult>> work)
    {
        try
        {
            return await work();
        }
        catch (StockContentionException)
        {
            return Problem.Answer(
                StatusCodes.Status503ServiceUnavailable,
                "try-again",
                $"Too many changes at once; this one of {sku} was not made.",
                "The same request again, in a few seconds.");
        }
    }
}
