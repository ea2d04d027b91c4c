using System.Text.Json.Serialization;
using StockFlow.Storage;

namespace StockFlow.Functions.Merchant;

/// <summary>Something of a list that is stored in a form that is none of ours.</summary>
internal sealed record UnreadableView(
    [property: JsonPropertyName("key")] string Key,
    [property: JsonPropertyName("reason")] string Reason)
{
    /// <returns>Null where everything could be read.</returns>
    public static IReadOnlyList<UnreadableView>? Of(IReadOnlyCollection<UnreadableRow> rows) =>
        rows.Count == 0 ? null : [.. rows.Select(row => new UnreadableView(row.Key, row.Reason))];
}
