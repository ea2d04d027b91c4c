using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Data.Tables;
using StockFlow.Storage;

namespace StockFlow.Channels.Failures;

/// <summary>The list of work that was set aside, of every kind.</summary>
public sealed class FailedWorkStore(ChannelTables tables, IEnumerable<IFailedWorkRetry> retries)
{
    private const string Partition = "failures";
    private const int WriteAttemptsMax = 10;
    private const int ReasonLengthMax = 2000;

    /// <summary>Sets work aside; the same work again counts up on its row.</summary>
    /// <param name="attempts">Attempts since it was last set aside.</param>
    public async Task SetAsideAsync(
        string kind, ChannelId channel, string subject, string reason, int attempts, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var id = IdOf(kind, channel, subject);
        for (var attempt = 1; ; attempt++)
        {
            var found = await tables.Failures.GetEntityIfExistsAsync<TableEntity>(Partition, id, cancellationToken: cancellationToken);
            var before = found.HasValue ? Read(found.Value!) : null;
            var entity = new TableEntity(Partition, id)
            {
                ["Kind"] = kind,
                ["Channel"] = channel.Value,
                ["Subject"] = subject,
                ["Reason"] = reason.Length > ReasonLengthMax ? reason[..ReasonLengthMax] : reason,
                ["FirstAt"] = before?.FirstAt ?? now,
                ["LastAt"] = now,
                ["Attempts"] = (before?.Attempts ?? 0) + attempts,
            };
            try
            {
                if (found.HasValue)
                {
                    await tables.Failures.UpdateEntityAsync(entity, found.Value!.ETag, TableUpdateMode.Replace, cancellationToken);
                }
                else
                {
                    await tables.Failures.AddEntityAsync(entity, cancellationToken);
                }

                return;
            }
            catch (RequestFailedException exception) when (exception.Status is 404 or 409 or 412 && attempt < WriteAttemptsMax)
            {
                // Someone else wrote the row in between: read it again.
            }
        }
    }

    /// <summary>All set-aside work, page by page.</summary>
    /// <param name="pageToken">Null for the first page, else what the page before gave.</param>
    public Task<ListPage<FailedWork>> ReadPageAsync(string? pageToken, int pageSize, CancellationToken cancellationToken) =>
        ListRows.ReadPageAsync<TableEntity, FailedWork>(
            tables.Failures, $"PartitionKey eq '{Partition}'", pageToken, pageSize, Read, cancellationToken);

    /// <summary>Starts the work again and takes it off the list.</summary>
    /// <returns>False when there is no such failure.</returns>
    public async Task<bool> RetryAsync(string id, CancellationToken cancellationToken)
    {
        var found = await tables.Failures.GetEntityIfExistsAsync<TableEntity>(Partition, id, cancellationToken: cancellationToken);
        if (!found.HasValue)
        {
            return false;
        }

        var failure = Read(found.Value!);
        var retry = retries.FirstOrDefault(candidate => candidate.Kind == failure.Kind)
            ?? throw new InvalidOperationException($"Nothing retries failures of kind '{failure.Kind}'.");
        await retry.RetryAsync(failure, cancellationToken);
        await DeleteAsync(id, found.Value!.ETag, cancellationToken);
        return true;
    }

    /// <summary>Takes work off the list without doing it.</summary>
    /// <returns>False when there is no such failure.</returns>
    public async Task<bool> DropAsync(string id, CancellationToken cancellationToken)
    {
        var found = await tables.Failures.GetEntityIfExistsAsync<TableEntity>(Partition, id, cancellationToken: cancellationToken);
        if (found.HasValue)
        {
            await DeleteAsync(id, found.Value!.ETag, cancellationToken);
        }

        return found.HasValue;
    }

    /// <summary>Takes work off the list that has succeeded after all.</summary>
    internal Task<bool> ResolveAsync(string kind, ChannelId channel, string subject, CancellationToken cancellationToken) =>
        DropAsync(IdOf(kind, channel, subject), cancellationToken);

    private static string IdOf(string kind, ChannelId channel, string subject) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{kind}\n{channel}\n{subject}")))[..32];

    /// <summary>A row that failed once more in between stays.</summary>
    private async Task DeleteAsync(string id, ETag version, CancellationToken cancellationToken)
    {
        try
        {
            await tables.Failures.DeleteEntityAsync(Partition, id, version, cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status is 404 or 412)
        {
            // Gone, or failed again: either way there is nothing to delete.
        }
    }

    private static FailedWork Read(TableEntity entity) =>
        new(
            entity.RowKey,
            entity.GetString("Kind")!,
            ChannelId.Parse(entity.GetString("Channel")!),
            entity.GetString("Subject")!,
            entity.GetString("Reason")!,
            entity.GetDateTimeOffset("FirstAt")!.Value,
            entity.GetDateTimeOffset("LastAt")!.Value,
            entity.GetInt32("Attempts") ?? 0);
}
