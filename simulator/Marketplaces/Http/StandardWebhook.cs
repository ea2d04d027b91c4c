using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace StockFlow.Simulator.Marketplaces.Http;

/// <summary>Standard Webhooks signatures: HMAC-SHA256 over id, time and body.</summary>
public static class StandardWebhook
{
    private const string SecretPrefix = "whsec_";
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>The three headers of one attempt.</summary>
    public static IReadOnlyDictionary<string, string> Headers(string secret, string id, DateTimeOffset sentAt, ReadOnlySpan<byte> body)
    {
        var timestamp = sentAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["webhook-id"] = id,
            ["webhook-timestamp"] = timestamp,
            ["webhook-signature"] = Signature(secret, id, timestamp, body),
        };
    }

    /// <summary>Whether a call carries a signature that is right and at most five minutes old.</summary>
    public static bool IsSigned(string secret, Func<string, string> header, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        var timestamp = header("webhook-timestamp");
        if (!long.TryParse(timestamp, CultureInfo.InvariantCulture, out var seconds)
            || (now - DateTimeOffset.FromUnixTimeSeconds(seconds)).Duration() > Tolerance)
        {
            return false;
        }

        var right = Signature(secret, header("webhook-id"), timestamp, body);
        return header("webhook-signature").Split(' ').Any(given => CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(given), Encoding.ASCII.GetBytes(right)));
    }

    private static string Signature(string secret, string id, string timestamp, ReadOnlySpan<byte> body)
    {
        var key = Convert.FromBase64String(secret.StartsWith(SecretPrefix, StringComparison.Ordinal) ? secret[SecretPrefix.Length..] : secret);
        var signed = new byte[Encoding.UTF8.GetByteCount(id) + timestamp.Length + 2 + body.Length];
        var written = Encoding.UTF8.GetBytes($"{id}.{timestamp}.", signed);
        body.CopyTo(signed.AsSpan(written));
        return "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, signed));
    }
}
