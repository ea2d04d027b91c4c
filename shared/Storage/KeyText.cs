using System.Buffers;
using System.Globalization;
using System.Text;
using StockFlow.Orders;

namespace StockFlow.Storage;

/// <summary>
/// Text as part of a key. What Table Storage forbids in keys, and the escape sign itself, becomes <c>=</c> and two hexadecimal digits,
/// a lone surrogate <c>=u</c> and four; everything else stays as it is, so that keys can be read and keep their order nearly.
/// </summary>
internal static class KeyText
{
    private const char Escape = '=';

    private static readonly SearchValues<char> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_. :+@");

    public static string From(string text) => text.AsSpan().ContainsAnyExcept(Plain) ? Encode(text) : text;

    /// <summary>An order's key within a table that holds orders of many channels. A channel id has no underscore.</summary>
    public static string From(string prefix, OrderId order) =>
        string.Concat(prefix, order.Channel.Value, "_", From(order.ExternalId));

    public static string ToText(string key) => key.Contains(Escape) ? Decode(key) : key;

    public static OrderId ToOrder(string key, int prefixLength)
    {
        var split = key.IndexOf('_', prefixLength);
        return new OrderId(Channels.ChannelId.Parse(key[prefixLength..split]), ToText(key[(split + 1)..]));
    }

    /// <summary>Spreads texts over partitions. FNV-1a: stored data depends on it, so it must be the same in every version and process.</summary>
    public static uint Hash(string text)
    {
        var hash = 2_166_136_261;
        foreach (var c in text)
        {
            hash = (hash ^ c) * 16_777_619;
        }

        return hash;
    }

    private static string Encode(string text)
    {
        var key = new StringBuilder(text.Length + 8);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (i + 1 < text.Length && char.IsSurrogatePair(c, text[i + 1]))
            {
                key.Append(c).Append(text[++i]);
            }
            else if (char.IsSurrogate(c))
            {
                key.Append(CultureInfo.InvariantCulture, $"{Escape}u{(int)c:X4}");
            }
            else if (c is '/' or '\\' or '#' or '?' or '%' or '\'' or Escape || char.IsControl(c))
            {
                key.Append(CultureInfo.InvariantCulture, $"{Escape}{(int)c:X2}");
            }
            else
            {
                key.Append(c);
            }
        }

        return key.ToString();
    }

    private static string Decode(string key)
    {
        var text = new StringBuilder(key.Length);
        for (var i = 0; i < key.Length; i++)
        {
            if (key[i] != Escape)
            {
                text.Append(key[i]);
                continue;
            }

            var (from, digits) = key[i + 1] == 'u' ? (i + 2, 4) : (i + 1, 2);
            text.Append((char)int.Parse(key.AsSpan(from, digits), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            i = from + digits - 1;
        }

        return text.ToString();
    }
}
