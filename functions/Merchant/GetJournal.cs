using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StockFlow.Stock;
using StockFlow.Storage;

namespace StockFlow.Functions.Merchant;

/// <summary>Shows why the levels of a SKU are what they are: every change, oldest first.</summary>
public sealed class GetJournal(StockLedger ledger)
{
    [Function(nameof(GetJournal))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "stock/{sku}/journal")] HttpRequest request,
        string sku,
        CancellationToken cancellationToken)
    {
        if (!Addressed.TryReadSku(sku, out var item, out var fault)
            || !Query.TryReadTop(request, out var top, out fault)
            || !Query.TryReadInt64(request, "from", 1, 1, long.MaxValue, out var from, out fault))
        {
            return fault!;
        }

        if (await ledger.ReadLevelsAsync(item, cancellationToken) is null)
        {
            return Addressed.UnknownSku(item).ToNotFound();
        }

        var entries = new List<EntryView>(top);
        await foreach (var entry in ledger.ReadJournalAsync(item, from, top, cancellationToken))
        {
            entries.Add(EntryView.Of(entry));
        }

        var next = entries.Count < top ? (long?)null : entries[^1].Position + 1;
        return ApiJson.Ok(new Page(entries, next));
    }

    private sealed record Page(
        [property: JsonPropertyName("items")] IReadOnlyList<EntryView> Items,
        [property: JsonPropertyName("next")] long? Next);

    private sealed record EntryView(
        [property: JsonPropertyName("position")] long Position,
        [property: JsonPropertyName("at")] DateTimeOffset At,
        [property: JsonPropertyName("kind")] JournalKind Kind,
        [property: JsonPropertyName("commandId")] string CommandId,
        [property: JsonPropertyName("order")] string? Order,
        [property: JsonPropertyName("actor")] string? Actor,
        [property: JsonPropertyName("reason")] string? Reason,
        [property: JsonPropertyName("changes")] IReadOnlyList<ChangeView> Changes)
    {
        public static EntryView Of(JournalEntry entry) => new(
            entry.Position, entry.At, entry.Kind, entry.CommandId, entry.Order?.ToString(), entry.Actor, entry.Reason,
            [.. entry.Changes.Select(change => new ChangeView(LevelView.Of(change.Before), LevelView.Of(change.After)))]);
    }

    private sealed record ChangeView(
        [property: JsonPropertyName("before")] LevelView Before,
        [property: JsonPropertyName("after")] LevelView After);
}
