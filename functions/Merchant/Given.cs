using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using StockFlow.Channels;
using StockFlow.Stock;

namespace StockFlow.Functions.Merchant;

/// <summary>Reads single values that people send, or says what is wrong with one. Each problem names the member and never quotes the value.</summary>
internal static partial class Given
{
    private static readonly string[] TimeForms = ["yyyy-MM-ddTHH:mm:ss.FFFFFFFK", "yyyy-MM-ddTHH:mmK", "yyyy-MM-dd"];

    /// <param name="member">What the body calls it.</param>
    /// <returns>Null with a SKU, or what is wrong.</returns>
    public static Problem? Sku(string? text, string member, out Sku sku) => Stock.Sku.TryParse(text, null, out sku)
        ? null
        : new("invalid-sku", $"{member} is {(string.IsNullOrWhiteSpace(text) ? "missing" : "no SKU")}.", $"1 to {Stock.Sku.LengthMax} printable characters, such as 85123A.");

    /// <param name="member">What the body calls it.</param>
    /// <returns>Null with a configured location, or what is wrong.</returns>
    public static Problem? Location(ChannelCatalog catalog, string? text, string member, out LocationId location)
    {
        if (LocationId.TryParse(text, null, out location) && catalog.HasLocation(location))
        {
            return null;
        }

        return new("unknown-location", $"{member} is {(string.IsNullOrEmpty(text) ? "missing" : "not configured")}.",
            catalog.Locations.Count == 0
                ? "Configure one: StockFlow__Locations__london__Priority = 1"
                : $"One of: {string.Join(", ", catalog.Locations.Select(known => known.Id))}.");
    }

    /// <summary>Reads a whole number in plain digits; "1", 1.5, 1.0 and 1e0 are none.</summary>
    /// <param name="member">What the body calls it.</param>
    /// <returns>Null with units from <paramref name="min"/> to <paramref name="max"/>, or what is wrong.</returns>
    public static Problem? Units(JsonElement? element, int min, int max, string member, out int units)
    {
        units = 0;
        var fault = element switch
        {
            null => "is missing",
            { ValueKind: not JsonValueKind.Number } => "is no number",
            { } number when number.GetRawText().AsSpan().IndexOfAny('.', 'e', 'E') >= 0 => "is not written as a whole number",
            { } number when !number.TryGetInt32(out units) || units < min || units > max => "is out of range",
            _ => null,
        };
        return fault is null ? null : new("invalid-units", $"{member} {fault}.", $"A whole number from {min} to {max}, in digits only.");
    }

    /// <summary>
    /// Reads a time as ISO 8601 writes it. Without a zone it is UTC: neither this machine's zone nor the order of day and month in somebody's
    /// country has a say in it.
    /// </summary>
    public static bool TryReadTime(string? text, out DateTimeOffset time) => DateTimeOffset.TryParseExact(
        BeyondTicks().Replace(text ?? string.Empty, string.Empty),
        TimeForms,
        CultureInfo.InvariantCulture,
        DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
        out time);

    /// <param name="thing">What the id is of, for people.</param>
    /// <returns>Null, or what is wrong with the originator's id.</returns>
    public static Problem? CheckCommandId(string? commandId, string thing) =>
        !string.IsNullOrWhiteSpace(commandId) && commandId.Length <= StockLimits.CommandIdLengthMax
            ? null
            : new(
                "invalid-command-id",
                $"commandId is {(string.IsNullOrWhiteSpace(commandId) ? "missing" : "too long")}.",
                $"Your own id of this {thing}, 1 to {StockLimits.CommandIdLengthMax} characters; the same id is done once.");

    /// <returns>Null, or what is wrong with which text.</returns>
    public static Problem? CheckTexts(string? reason, string? actor) => CheckText(reason, "reason") ?? CheckText(actor, "actor");

    /// <returns>Null, or that the text is too long.</returns>
    public static Problem? CheckText(string? text, string member, int lengthMax = StockLimits.TextLengthMax) =>
        text?.Length > lengthMax ? new("text-too-long", $"{member} is too long.", $"At most {lengthMax} characters.") : null;

    /// <summary>Checks a text that is a cell of a file, too: each row there is one line.</summary>
    /// <returns>Null, or that the text is too long or more than one line.</returns>
    public static Problem? CheckLine(string? text, string member, int lengthMax = StockLimits.TextLengthMax) =>
        CheckText(text, member, lengthMax)
        ?? (text?.Any(char.IsControl) == true
            ? new("invalid-text", $"{member} has a line break or another control character.", "One line of text.")
            : null);

    /// <summary>Digits of a second that are finer than a tick: some systems write nine.</summary>
    [GeneratedRegex(@"(?<=\.[0-9]{7})[0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex BeyondTicks();
}
