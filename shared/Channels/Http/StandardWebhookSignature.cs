using System.Globalization;
using System.Text;
using StockFlow.Channels.Transport;
using StockFlow.Settings;

namespace StockFlow.Channels.Http;

/// <summary>Signs and checks messages the Standard Webhooks way: HMAC-SHA256 over id, timestamp and body.</summary>
internal sealed class StandardWebhookSignature
{
    public const string IdHeader = "webhook-id";
    public const string TimestampHeader = "webhook-timestamp";
    public const string SignatureHeader = "webhook-signature";

    private const string SecretPrefix = "whsec_";
    private const string Version = "v1,";
    private const int IdLengthMax = 100;
    private const int SignaturesLengthMax = 1000;
    private const int KeyLengthMin = 24;
    private const int KeyLengthMax = 64;

    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private readonly List<byte[]> _keys;

    /// <param name="secrets">Each signature of either is accepted, and we sign with all.</param>
    /// <exception cref="ArgumentException">There is no secret, or one is not of the form.</exception>
    public StandardWebhookSignature(IReadOnlyList<Secret> secrets)
    {
        _keys = [.. secrets.Select(secret => KeyOf(secret.Reveal()) ?? throw new ArgumentException(SecretRule, nameof(secrets)))];
        if (_keys.Count == 0)
        {
            throw new ArgumentException("A webhook secret is needed.", nameof(secrets));
        }
    }

    public static string SecretRule => $"A secret is {SecretPrefix} and {KeyLengthMin} to {KeyLengthMax} bytes in base64.";

    public static bool IsSecret(string text) => KeyOf(text) is not null;

    /// <returns>What is wrong with the signature, or null when it is right.</returns>
    public string? FindFault(string? id, string? timestamp, string? signatures, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        // The list is bounded, as each entry costs a digest and it comes from anyone.
        if (id is null || timestamp is null || signatures is null or { Length: > SignaturesLengthMax })
        {
            return $"{IdHeader}, {TimestampHeader} or {SignatureHeader} is missing or too long.";
        }

        if (id.Length is 0 or > IdLengthMax || id.Any(c => c is <= ' ' or > '~'))
        {
            return $"{IdHeader} is not 1 to {IdLengthMax} printable characters.";
        }

        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs(seconds - (double)now.ToUnixTimeSeconds()) > Tolerance.TotalSeconds)
        {
            return $"{TimestampHeader} is more than {Tolerance.TotalMinutes} minutes from now.";
        }

        var signed = SignedText(id, timestamp, body);
        var isMatch = false;
        foreach (var range in signatures.AsSpan().Split(' '))
        {
            var signature = signatures.AsSpan(range);
            isMatch |= signature.StartsWith(Version) && HmacSignature.Verifies(signature[Version.Length..], signed, _keys);
        }

        return isMatch ? null : $"{SignatureHeader} has no signature of the message under the webhook secret.";
    }

    /// <returns>The value of the signature header: one signature for each secret.</returns>
    public string Sign(string id, string timestamp, ReadOnlySpan<byte> body)
    {
        var signed = SignedText(id, timestamp, body);
        return string.Join(' ', _keys.Select(key => Version + HmacSignature.Sign(key, signed)));
    }

    private static byte[] SignedText(string id, string timestamp, ReadOnlySpan<byte> body)
    {
        var head = $"{id}.{timestamp}.";
        var text = new byte[Encoding.UTF8.GetByteCount(head) + body.Length];
        body.CopyTo(text.AsSpan(Encoding.UTF8.GetBytes(head, text)));
        return text;
    }

    private static byte[]? KeyOf(string secret)
    {
        var key = new byte[KeyLengthMax];
        return secret.StartsWith(SecretPrefix, StringComparison.Ordinal)
            && Convert.TryFromBase64String(secret[SecretPrefix.Length..], key, out var length)
            && length >= KeyLengthMin
            ? key[..length]
            : null;
    }
}
