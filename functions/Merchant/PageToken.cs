using System.Buffers.Text;
using System.Text;
using Azure;
using Microsoft.AspNetCore.Http;
using StockFlow.Storage;

namespace StockFlow.Functions.Merchant;

/// <summary>A table's own words for where a list goes on, in a form that an address can hold as it is.</summary>
internal static class PageToken
{
    public static string? Write(string? tableToken) =>
        tableToken is null ? null : Base64Url.EncodeToString(Encoding.UTF8.GetBytes(tableToken));

    /// <summary>Reads the page that <c>after</c> asks for.</summary>
    /// <returns>The page and the <c>next</c> of it, or the answer that says that <c>after</c> is none of ours.</returns>
    public static async Task<(ListPage<T>? Page, string? Next, IResult? Fault)> ReadPageAsync<T>(
        HttpRequest request, Func<string?, Task<ListPage<T>>> read)
    {
        var text = request.Query["after"].ToString();
        if (text.Length > 0 && !Base64Url.IsValid(text))
        {
            return (null, null, Invalid());
        }

        try
        {
            var page = await read(text.Length == 0 ? null : Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)));
            return (page, Write(page.NextPageToken), null);
        }
        catch (RequestFailedException e) when (e.Status == StatusCodes.Status400BadRequest && text.Length > 0)
        {
            return (null, null, Invalid());
        }
    }

    private static IResult Invalid() => Problem.BadRequest("invalid-query", "after is not the next of a page.", "The next of the page before, as it was given.");
}
