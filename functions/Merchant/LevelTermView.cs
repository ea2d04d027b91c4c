using System.Text.Json.Serialization;
using StockFlow.Explanations;
using StockFlow.Stock;

namespace StockFlow.Functions.Merchant;

/// <summary>One number of a level and the journal entries behind it, as the API shows them.</summary>
public sealed record LevelTermView(
    [property: JsonPropertyName("term")] string Term,
    [property: JsonPropertyName("units")] int Units,
    [property: JsonPropertyName("openingUnits")] int? OpeningUnits,
    [property: JsonPropertyName("changes")] int? Changes,
    [property: JsonPropertyName("positions")] IReadOnlyList<long>? Positions,
    [property: JsonPropertyName("lastChange")] LevelTermView.Entry? LastChange)
{
    /// <param name="term">Which number it is.</param>
    /// <param name="units">The number as it is on record.</param>
    /// <param name="explained">What is behind it; null where the journal does not add up.</param>
    public static LevelTermView Of(string term, int units, TermExplanation? explained) => new(
        term,
        units,
        explained?.Statement.OpeningUnits,
        explained?.Statement.Changes,
        explained?.Statement.Positions,
        explained?.LastChange is { } entry ? Entry.Of(entry) : null);

    public sealed record Entry(
        [property: JsonPropertyName("position")] long Position,
        [property: JsonPropertyName("at")] DateTimeOffset At,
        [property: JsonPropertyName("kind")] JournalKind Kind,
        [property: JsonPropertyName("commandId")] string CommandId,
        [property: JsonPropertyName("order")] string? Order,
        [property: JsonPropertyName("actor")] string? Actor,
        [property: JsonPropertyName("reason")] string? Reason)
    {
        public static Entry Of(JournalEntry entry) =>
            new(entry.Position, entry.At, entry.Kind, entry.CommandId, entry.Order?.ToString(), entry.Actor, entry.Reason);
    }
}
