using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace StockFlow.Backups;

/// <summary>
/// What pieces are sealed with: AES-256-GCM, under a nonce of their own, bound to the backup and their number, so that no piece passes
/// for another. Neither its text nor a fault shows the key.
/// </summary>
public sealed class BackupKey
{
    /// <summary>The length of a key.</summary>
    public const int Bytes = 32;

    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int IdCharacters = 16;

    private readonly byte[] _key;

    private BackupKey(byte[] key)
    {
        _key = key;
        Id = Convert.ToHexStringLower(Prove("StockFlow backup key"))[..IdCharacters];
    }

    /// <summary>Tells keys apart and tells nothing about them.</summary>
    public string Id { get; }

    /// <param name="text">Base64 of <see cref="Bytes"/> bytes.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out BackupKey? key)
    {
        var bytes = new byte[Bytes];
        key = Convert.TryFromBase64String(text, bytes, out var written) && written == Bytes ? new BackupKey(bytes) : null;
        return key is not null;
    }

    /// <summary>Seals a piece: nonce, sealed content, tag.</summary>
    public byte[] Seal(ReadOnlySpan<byte> content, string backupId, int number)
    {
        var piece = new byte[NonceBytes + content.Length + TagBytes];
        RandomNumberGenerator.Fill(piece.AsSpan(0, NonceBytes));
        using var aes = new AesGcm(_key, TagBytes);
        aes.Encrypt(piece.AsSpan(0, NonceBytes), content, piece.AsSpan(NonceBytes, content.Length), piece.AsSpan(NonceBytes + content.Length), Context(backupId, number));
        return piece;
    }

    /// <exception cref="CryptographicException">The piece was sealed with another key, is another piece, or was changed.</exception>
    public byte[] Open(ReadOnlySpan<byte> piece, string backupId, int number)
    {
        if (piece.Length < NonceBytes + TagBytes)
        {
            throw new CryptographicException("A sealed piece is longer.");
        }

        var content = new byte[piece.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(_key, TagBytes);
        aes.Decrypt(piece[..NonceBytes], piece.Slice(NonceBytes, content.Length), piece[(NonceBytes + content.Length)..], content, Context(backupId, number));
        return content;
    }

    /// <summary>Shows that whoever wrote a text had the key.</summary>
    public byte[] Prove(string text) => HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(text));

    public override string ToString() => $"key {Id}";

    private static byte[] Context(string backupId, int number) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{backupId}/{number}"));
}
