using System.Security.Cryptography;
using System.Text;

namespace StockFlow.Simulator.Marketplaces;

/// <summary>The signature that Shopify and WooCommerce put on a webhook: base64 of HMAC-SHA256 over the raw body.</summary>
public static class HmacSha256
{
    public static string Base64(string secret, ReadOnlySpan<byte> body) =>
        Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));
}
