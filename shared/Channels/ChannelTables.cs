using Azure.Data.Tables;
using StockFlow.Stock;
using StockFlow.Storage;

namespace StockFlow.Channels;

/// <summary>
/// The table of the channels and its keys. A channel's partition holds its listings and its outbox side by side, so that "the channel
/// now shows n" and "nothing is left to be told" become true in one transaction.
/// </summary>
public sealed class ChannelTables(TableServiceClient service) : ITableSet
{
    internal const string ListingPrefix = "listing:";
    internal const string OutboxPrefix = "outbox:";
    internal const string SyncRow = "sync";
    internal const string PollRow = "poll";
    internal const string TermsRow = "terms";
    internal const string SourcingRow = "sourcing";

    /// <summary>The most writes that one transaction takes.</summary>
    internal const int TransactionSizeMax = 100;

    /// <summary>How many single reads run at a time.</summary>
    internal const int ReadsAtOnce = 16;

    /// <summary>One partition per channel.</summary>
    internal TableClient Channels { get; } = service.GetTableClient("channels");

    /// <summary>Work that was set aside, in one partition.</summary>
    internal TableClient Failures { get; } = service.GetTableClient("failures");

    /// <summary>Makes the tables where they are missing.</summary>
    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        await Channels.CreateIfNotExistsAsync(cancellationToken);
        await Failures.CreateIfNotExistsAsync(cancellationToken);
    }

    internal static string ListingKey(Sku sku) => ListingPrefix + KeyText.From(sku.Value);

    internal static string OutboxKey(Sku sku) => OutboxPrefix + KeyText.From(sku.Value);

    internal static Sku SkuOf(string rowKey) => Sku.Parse(KeyText.ToText(rowKey[(rowKey.IndexOf(':') + 1)..]));

    /// <summary>All rows of a channel under a prefix that ends with a colon; the semicolon is the sign after it.</summary>
    internal static string Under(ChannelId channel, string prefix) =>
        $"PartitionKey eq '{channel}' and RowKey ge '{prefix}' and RowKey lt '{prefix[..^1]};'";

    /// <summary>Reads single rows, several at a time; a missing one is absent from the answer.</summary>
    internal async Task<Dictionary<Sku, TableEntity>> ReadAsync(
        ChannelId channel, IReadOnlyCollection<Sku> skus, Func<Sku, string> keyOf, IEnumerable<string>? select, CancellationToken cancellationToken)
    {
        var found = new Dictionary<Sku, TableEntity>(skus.Count);
        foreach (var part in skus.Chunk(ReadsAtOnce))
        {
            var answers = await Task.WhenAll(part.Select(sku =>
                Channels.GetEntityIfExistsAsync<TableEntity>(channel.Value, keyOf(sku), select, cancellationToken)));
            for (var i = 0; i < part.Length; i++)
            {
                if (answers[i].HasValue)
                {
                    found[part[i]] = answers[i].Value!;
                }
            }
        }

        return found;
    }
}
