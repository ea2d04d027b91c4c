using System.Text.Json.Serialization;
using StockFlow.Channels;

namespace StockFlow.Functions.Merchant;

/// <summary>One of a listing's terms and where it is set, as the API shows it.</summary>
public sealed record TermView(
    [property: JsonPropertyName("value")] int Value,
    [property: JsonPropertyName("source")] TermSource Source)
{
    public static TermView Of(Term term) => new(term.Value, term.Source);
}
