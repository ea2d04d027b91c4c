using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using StockFlow.Orders;
using StockFlow.Stock;

namespace StockFlow.Auditing;

/// <summary>One difference between two records that should agree.</summary>
/// <param name="Kind">What does not agree with what.</param>
/// <param name="Sku">Of which item; null where no SKU is concerned.</param>
/// <param name="Location">Where; null where no single location is concerned.</param>
/// <param name="Order">Whose; null where no single order is concerned.</param>
/// <param name="Expected">What the one record says, for people.</param>
/// <param name="Found">What the other one says, for people.</param>
/// <param name="Remedy">What may be done about it.</param>
/// <param name="Subject">What else it is about, such as a count, a list or a position; null where the others say it all.</param>
public sealed record AuditFinding(
    AuditKind Kind, Sku? Sku, LocationId? Location, OrderId? Order, string Expected, string Found, AuditRemedy Remedy, string? Subject = null)
{
    /// <summary>The same for the same difference in every run.</summary>
    public string Id
    {
        get
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"{Kind}|{Sku}|{Location}|{Order}{(Subject is null ? null : "|" + Subject)}");
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
        }
    }
}
