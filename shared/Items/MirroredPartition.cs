using System.Collections.Immutable;
using Azure;
using Azure.Data.Tables;
using StockFlow.Stock;
using StockFlow.Storage;

namespace StockFlow.Items;

/// <summary>
/// A partition of rows by SKU that every process keeps in memory as a whole, because it is asked for every order line and every push,
/// and changes when a person changes it.
/// <para>
/// A version row is replaced with If-Match in every transaction. So one small read tells whether anything has changed, only what has
/// changed is read again, and whoever decides on all the rows writes only if they still are all the rows. Rows are never deleted.
/// </para>
/// </summary>
/// <param name="read">Reads the content of a row.</param>
internal sealed class MirroredPartition<T>(
    TableClient table, string partition, Func<Sku, TableEntity, T> read, TimeSpan lifetime, TimeProvider timeProvider)
{
    /// <summary>The most rows of one transaction: the version takes one of the hundred places.</summary>
    public const int RowsPerWriteMax = 99;

    private const string VersionRow = "version";
    private const string Version = "Version";
    private const string RowPrefix = "i_";
    private const string RowEnd = "i`";

    private readonly SemaphoreSlim _refreshing = new(1);
    private volatile Mirror<T>? _mirror;

    /// <summary>What this process knows, at most one lifetime old.</summary>
    public ValueTask<Mirror<T>> ReadAsync(CancellationToken cancellationToken) =>
        _mirror is { } mirror && IsFresh(mirror) ? new(mirror) : new(RefreshAsync(IsFresh, cancellationToken));

    /// <summary>What is there now.</summary>
    public Task<Mirror<T>> ReadNewestAsync(CancellationToken cancellationToken)
    {
        var asked = timeProvider.GetTimestamp();
        return RefreshAsync(mirror => mirror.ReadAt > asked, cancellationToken);
    }

    /// <summary>Writes rows that were decided on by what was read.</summary>
    /// <param name="rows">1 to <see cref="RowsPerWriteMax"/>, without keys.</param>
    /// <returns>False where somebody has changed any row since: read and decide again.</returns>
    public async Task<bool> TryWriteAsync(
        Mirror<T> decidedOn, IReadOnlyCollection<KeyValuePair<Sku, TableEntity>> rows, CancellationToken cancellationToken)
    {
        var next = decidedOn.Version + 1;
        var version = new TableEntity(partition, VersionRow) { [Version] = next };
        var actions = new List<TableTransactionAction>(rows.Count + 1)
        {
            decidedOn.Version == 0
                ? new(TableTransactionActionType.Add, version)
                : new(TableTransactionActionType.UpdateReplace, version, decidedOn.ETag),
        };
        foreach (var (sku, row) in rows)
        {
            row.PartitionKey = partition;
            row.RowKey = RowPrefix + KeyText.From(sku.Value);
            row[Version] = next;

            // Unconditional by itself: the version in the same transaction guards every row.
            actions.Add(new(TableTransactionActionType.UpsertReplace, row));
        }

        try
        {
            await table.SubmitTransactionAsync(actions, cancellationToken).ConfigureAwait(false);
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            return false;
        }

        // Written is written: whoever cancels now must not make this process go on with what was before.
        await ReadNewestAsync(CancellationToken.None).ConfigureAwait(false);
        return true;
    }

    private bool IsFresh(Mirror<T> mirror) => timeProvider.GetElapsedTime(mirror.ReadAt) < lifetime;

    private async Task<Mirror<T>> RefreshAsync(Func<Mirror<T>, bool> isGoodEnough, CancellationToken cancellationToken)
    {
        await _refreshing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return _mirror is { } mirror && isGoodEnough(mirror)
                ? mirror
                : _mirror = await LoadAsync(_mirror, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _refreshing.Release();
        }
    }

    private async Task<Mirror<T>> LoadAsync(Mirror<T>? known, CancellationToken cancellationToken)
    {
        var readAt = timeProvider.GetTimestamp();
        var found = await table
            .GetEntityIfExistsAsync<TableEntity>(partition, VersionRow, null, cancellationToken)
            .ConfigureAwait(false);
        if (!found.HasValue)
        {
            return new Mirror<T>(ImmutableDictionary<Sku, T>.Empty, 0, default, readAt);
        }

        // The version is read before the rows: they may be newer than it says, and are then read once more, but never older.
        var version = found.Value!.GetInt64(Version)!.Value;
        var rows = known?.Rows ?? ImmutableDictionary<Sku, T>.Empty;
        var from = known?.Version ?? 0;
        if (version != from)
        {
            var filter = TableClient.CreateQueryFilter(
                $"PartitionKey eq {partition} and RowKey ge {RowPrefix} and RowKey lt {RowEnd} and Version gt {from}");
            var changed = rows.ToBuilder();
            await foreach (var row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken).ConfigureAwait(false))
            {
                var sku = Sku.Parse(KeyText.ToText(row.RowKey[RowPrefix.Length..]));
                changed[sku] = read(sku, row);
            }

            rows = changed.ToImmutable();
        }

        return new Mirror<T>(rows, version, found.Value.ETag, readAt);
    }
}
