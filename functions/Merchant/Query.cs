using System.Globalization;
using Microsoft.AspNetCore.Http;
using StockFlow.Stock;

namespace StockFlow.Functions.Merchant;

/// <summary>Reads query parameters, or says what is wrong with them.</summary>
internal static class Query
{
    public const int PageSizeDefault = 100;
    public const int PageSizeMax = 1_000;

    /// <summary>Reads <c>top</c>: how many items at the most.</summary>
    public static bool TryReadTop(HttpRequest request, out int top, out IResult? fault)
    {
        var ok = TryReadInt64(request, "top", PageSizeDefault, 1, PageSizeMax, out var number, out fault);
        top = (int)number;
        return ok;
    }

    /// <summary>Reads <c>after</c> of a list that is ordered by SKU; null for the first page.</summary>
    public static bool TryReadAfterSku(HttpRequest request, out Sku? after, out IResult? fault)
    {
        (after, fault) = (null, null);
        var text = request.Query["after"].ToString();
        if (text.Length == 0)
        {
            return true;
        }

        if (Sku.TryParse(text, null, out var sku))
        {
            after = sku;
            return true;
        }

        fault = Problem.BadRequest("invalid-query", "after is not a SKU.", "The next of the page before.");
        return false;
    }

    public static bool TryReadInt64(
        HttpRequest request, string name, long missing, long min, long max, out long number, out IResult? fault)
    {
        fault = null;
        var text = request.Query[name].ToString();
        if (text.Length == 0)
        {
            number = missing;
            return true;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= min && number <= max)
        {
            return true;
        }

        fault = Problem.BadRequest("invalid-query", $"{name} is not a whole number in range.", $"A whole number from {min} to {max}.");
        return false;
    }
}
