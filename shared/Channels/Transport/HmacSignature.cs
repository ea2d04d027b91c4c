using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using StockFlow.Settings;

namespace StockFlow.Channels.Transport;

/// <summary>Base64 of HMAC-SHA256, as most shops sign their webhooks.</summary>
internal static class HmacSignature
{
    private const int TextLength = 44;

    /// <summary>The keys of secrets whose text is the key.</summary>
    public static IReadOnlyList<byte[]> KeysOf(IReadOnlyList<Secret> secrets) =>
        [.. secrets.Select(secret => Encoding.UTF8.GetBytes(secret.Reveal()))];

    /// <summary>Whether the signature is that of the body under any of the keys. Takes the same time wherever it differs.</summary>
    public static bool Verifies(ReadOnlySpan<char> signature, ReadOnlySpan<byte> body, IReadOnlyList<byte[]> keys)
    {
        // The texts are compared, not the decoded bytes: base64 spells the same bytes in more than one way.
        Span<byte> given = stackalloc byte[TextLength];
        if (signature.Length != TextLength || !Encoding.ASCII.TryGetBytes(signature, given, out _))
        {
            return false;
        }

        var isMatch = false;
        Span<byte> expected = stackalloc byte[TextLength];
        foreach (var key in keys)
        {
            Write(key, body, expected);
            isMatch |= CryptographicOperations.FixedTimeEquals(given, expected);
        }

        return isMatch;
    }

    /// <returns>The signature's 44 characters.</returns>
    public static string Sign(byte[] key, ReadOnlySpan<byte> body)
    {
        Span<byte> text = stackalloc byte[TextLength];
        Write(key, body, text);
        return Encoding.ASCII.GetString(text);
    }

    private static void Write(byte[] key, ReadOnlySpan<byte> body, Span<byte> text)
    {
        HMACSHA256.HashData(key, body, text);
        Base64.EncodeToUtf8InPlace(text, HMACSHA256.HashSizeInBytes, out _);
    }
}
