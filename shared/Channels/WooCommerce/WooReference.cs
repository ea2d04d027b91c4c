using System.Globalization;

namespace StockFlow.Channels.WooCommerce;

/// <summary>Where a listing is: product <c>93</c>, or variation <c>22/23</c>.</summary>
/// <param name="ParentId">The variable product; null for a product by itself.</param>
/// <param name="Id">The product or variation.</param>
internal readonly record struct WooReference(long? ParentId, long Id)
{
    public static bool TryParse(string text, out WooReference reference)
    {
        var slash = text.IndexOf('/');
        long parent = 0;
        var isValid = long.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            && (slash < 0 || long.TryParse(text.AsSpan(0, slash), NumberStyles.None, CultureInfo.InvariantCulture, out parent));
        reference = new WooReference(slash < 0 ? null : parent, id);
        return isValid;
    }

    public override string ToString() =>
        ParentId is { } parent
            ? string.Create(CultureInfo.InvariantCulture, $"{parent}/{Id}")
            : Id.ToString(CultureInfo.InvariantCulture);
}
