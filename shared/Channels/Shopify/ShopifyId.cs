using System.Globalization;
using StockFlow.Channels.Transport;

namespace StockFlow.Channels.Shopify;

/// <summary>Shopify's global ids, <c>gid://shopify/Order/123</c>; webhooks name the same things by the number alone.</summary>
internal static class ShopifyId
{
    private const string Prefix = "gid://shopify/";

    /// <exception cref="UnreadableBodyException">It is missing or of another form.</exception>
    public static long NumberOf(string? gid, string path)
    {
        var slash = gid?.LastIndexOf('/') ?? -1;
        return slash > Prefix.Length && gid!.StartsWith(Prefix, StringComparison.Ordinal)
            && long.TryParse(gid.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new UnreadableBodyException($"{path} is not a global id.");
    }

    /// <returns>The location's global id; null where the text is neither that nor a number.</returns>
    public static string? LocationOf(string text)
    {
        const string LocationPrefix = Prefix + "Location/";
        var number = text.StartsWith(LocationPrefix, StringComparison.Ordinal) ? text[LocationPrefix.Length..] : text;
        return long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? LocationPrefix + number : null;
    }
}
