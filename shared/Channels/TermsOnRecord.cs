using System.Collections.Concurrent;
using Azure.Data.Tables;

namespace StockFlow.Channels;

/// <summary>
/// Finds channels whose settings are others than those that some work last went by. Settings stay as they are while a process runs, so each
/// channel is looked at once: one row is read, and none after that.
/// </summary>
/// <param name="rowKey">Where the terms are kept, beside the channel's other rows.</param>
/// <param name="textOf">The settings that matter to the work; equal text for equal settings.</param>
internal sealed class TermsOnRecord(ChannelCatalog catalog, ChannelTables tables, string rowKey, Func<ChannelSettings, string> textOf)
{
    private const string TermsName = "Terms";

    private readonly ConcurrentDictionary<ChannelId, bool> _compared = new();

    /// <summary>Does the work for each channel whose terms are others than those on record, and notes them after it: cut off, it is done again.</summary>
    /// <param name="isNewChanged">Whether a channel without terms on record counts as changed; else they are only noted.</param>
    public async Task ForChangedAsync(bool isNewChanged, Func<ChannelId, Task> workAsync, CancellationToken cancellationToken)
    {
        foreach (var channel in catalog.Channels.Where(channel => !_compared.ContainsKey(channel.Id)))
        {
            var terms = textOf(channel.Settings);
            var row = new TableEntity(channel.Id.Value, rowKey) { [TermsName] = terms };
            var known = await tables.Channels
                .GetEntityIfExistsAsync<TableEntity>(row.PartitionKey, row.RowKey, cancellationToken: cancellationToken)
                .ConfigureAwait(false);
            if (!known.HasValue || known.Value!.GetString(TermsName) != terms)
            {
                if (known.HasValue || isNewChanged)
                {
                    await workAsync(channel.Id).ConfigureAwait(false);
                }

                await tables.Channels.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken).ConfigureAwait(false);
            }

            _compared[channel.Id] = true;
        }
    }
}
