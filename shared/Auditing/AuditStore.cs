using Azure;
using Azure.Data.Tables;
using StockFlow.Stock;
using StockFlow.Storage;

namespace StockFlow.Auditing;

/// <summary>What the audit knows: up to where each SKU was found right, and every difference with how it stands.</summary>
/// <remarks>
/// One run at a time writes here. Should two meet, they write what each has found, which is the same; so rows are replaced without
/// looking at their version.
/// </remarks>
public sealed class AuditStore
{
    /// <summary>Differences that are closed are forgotten after this time.</summary>
    private static readonly TimeSpan Retention = TimeSpan.FromDays(90);

    private readonly TableClient _table;
    private readonly TimeProvider _timeProvider;

    internal AuditStore(AuditTables tables, TimeProvider timeProvider)
    {
        _table = tables.Audit;
        _timeProvider = timeProvider;
    }

    /// <summary>Reads the differences, by SKU, page by page.</summary>
    /// <param name="state">Only those that stand so; null for all.</param>
    /// <param name="pageToken">Null for the first page, else what the page before gave.</param>
    public Task<ListPage<AuditDifference>> ReadPageAsync(
        AuditState? state, string? pageToken, int pageSize, CancellationToken cancellationToken)
    {
        var (partition, stateText) = (DifferenceEntity.Partition, state?.ToString());
        var filter = stateText is null
            ? TableClient.CreateQueryFilter($"PartitionKey eq {partition}")
            : TableClient.CreateQueryFilter($"PartitionKey eq {partition} and State eq {stateText}");
        return ListRows.ReadPageAsync<DifferenceEntity, AuditDifference>(_table, filter, pageToken, pageSize, entity => entity.ToDifference(), cancellationToken);
    }

    /// <summary>Counts the open differences.</summary>
    /// <param name="countMax">Counts no further; at least 1.</param>
    public async Task<int> CountOpenAsync(int countMax, CancellationToken cancellationToken)
    {
        var (partition, open, count) = (DifferenceEntity.Partition, nameof(AuditState.Open), 0);
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition} and State eq {open}");
        await foreach (var _ in _table.QueryAsync<DifferenceEntity>(filter, null, ["PartitionKey", "RowKey"], cancellationToken).ConfigureAwait(false))
        {
            if (++count == countMax)
            {
                break;
            }
        }

        return count;
    }

    /// <summary>Forgets what was found of a SKU's levels and journal: they are right as they are now.</summary>
    /// <returns>How many open differences were closed.</returns>
    public async Task<int> AcceptAsync(SkuLevels levels, CancellationToken cancellationToken)
    {
        await _table.UpsertEntityAsync(BaselineEntity.From(levels, BaselineEntity.Accepted), TableUpdateMode.Replace, cancellationToken).ConfigureAwait(false);
        await WriteBaselineAsync(levels, cancellationToken).ConfigureAwait(false);
        var (partition, from, end) = (DifferenceEntity.Partition, DifferenceEntity.Prefix(levels.Sku), DifferenceEntity.Prefix(levels.Sku)[..^1] + "}");
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {from} and RowKey lt {end}");
        var accepted = 0;
        await foreach (var entity in _table.QueryAsync<DifferenceEntity>(filter, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            if (entity.ToDifference() is { State: AuditState.Open, Finding.Kind: AuditKind.JournalBroken or AuditKind.LevelDiffers } difference)
            {
                await WriteAsync(difference with { State = AuditState.Accepted }, entity.Run, cancellationToken).ConfigureAwait(false);
                accepted++;
            }
        }

        return accepted;
    }

    /// <summary>The last run that has ended; null before the first.</summary>
    internal async Task<LastRunEntity?> ReadLastRunAsync(CancellationToken cancellationToken)
    {
        var found = await _table
            .GetEntityIfExistsAsync<LastRunEntity>(LastRunEntity.Partition, LastRunEntity.Row, null, cancellationToken)
            .ConfigureAwait(false);
        return found.HasValue ? found.Value : null;
    }

    /// <summary>The open differences that the run has not found up to now.</summary>
    internal async Task<IReadOnlyList<AuditFinding>> ReadInDoubtAsync(AuditRun run, CancellationToken cancellationToken)
    {
        var (partition, state, startedAt) = (DifferenceEntity.Partition, nameof(AuditState.Open), run.StartedAt);
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition} and State eq {state} and Run lt {startedAt}");
        var findings = new List<AuditFinding>();
        await foreach (var entity in _table.QueryAsync<DifferenceEntity>(filter, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            findings.Add(entity.ToDifference().Finding);
        }

        return findings;
    }

    /// <summary>From where a run adds a SKU's journal up; null from its first entry.</summary>
    internal async Task<SkuLevels?> ReadBaselineAsync(Sku sku, AuditRun run, CancellationToken cancellationToken)
    {
        var found = await _table
            .GetEntityIfExistsAsync<BaselineEntity>(
                run.IsFull ? BaselineEntity.Accepted : BaselineEntity.Partition, BaselineEntity.Row(sku), null, cancellationToken)
            .ConfigureAwait(false);
        return found.HasValue ? found.Value!.ToLevels(sku) : null;
    }

    /// <summary>Makes later runs begin where a full one does, so that they find what it has found.</summary>
    internal async Task TakeBackBaselineAsync(Sku sku, CancellationToken cancellationToken)
    {
        var accepted = await _table
            .GetEntityIfExistsAsync<BaselineEntity>(BaselineEntity.Accepted, BaselineEntity.Row(sku), null, cancellationToken)
            .ConfigureAwait(false);
        await WriteBaselineAsync(accepted.HasValue ? accepted.Value!.ToLevels(sku) : new SkuLevels(sku, [], 0), cancellationToken).ConfigureAwait(false);
    }

    internal Task WriteBaselineAsync(SkuLevels levels, CancellationToken cancellationToken) =>
        _table.UpsertEntityAsync(BaselineEntity.From(levels), TableUpdateMode.Replace, cancellationToken);

    /// <summary>Puts a difference on record, also where it is there already.</summary>
    internal async Task WriteAsync(AuditFinding finding, AuditState state, AuditRun run, CancellationToken cancellationToken)
    {
        var known = await _table
            .GetEntityIfExistsAsync<DifferenceEntity>(DifferenceEntity.Partition, DifferenceEntity.Row(finding), null, cancellationToken)
            .ConfigureAwait(false);
        var isOpen = known.HasValue && known.Value!.State == nameof(AuditState.Open);
        var now = _timeProvider.GetUtcNow();
        await WriteAsync(
            new AuditDifference(finding, state, isOpen ? known.Value!.FirstAt : now, now), run.StartedAt, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Closes what a run that has ended did not find any more, forgets what was closed long ago, and remembers the run.</summary>
    /// <param name="unseen">SKUs that the run could not look at: their differences stay open.</param>
    internal async Task EndAsync(AuditRun run, IReadOnlySet<Sku> unseen, CancellationToken cancellationToken)
    {
        var partition = DifferenceEntity.Partition;
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {partition}");
        var now = _timeProvider.GetUtcNow();
        await foreach (var entity in _table.QueryAsync<DifferenceEntity>(filter, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            if (entity.State == nameof(AuditState.Open) && entity.Run < run.StartedAt)
            {
                var difference = entity.ToDifference();
                if (difference.Finding.Sku is { } sku && unseen.Contains(sku))
                {
                    continue;
                }

                await WriteAsync(difference with { State = AuditState.Gone, LastAt = now }, entity.Run, cancellationToken).ConfigureAwait(false);
            }
            else if (entity.State != nameof(AuditState.Open) && entity.LastAt < now - Retention)
            {
                await _table.DeleteEntityAsync(entity.PartitionKey, entity.RowKey, ETag.All, cancellationToken).ConfigureAwait(false);
            }
        }

        var last = await ReadLastRunAsync(cancellationToken).ConfigureAwait(false);
        await _table.UpsertEntityAsync(
            new LastRunEntity { StartedAt = run.StartedAt, FullAt = run.IsFull ? run.StartedAt : last?.FullAt },
            TableUpdateMode.Replace,
            cancellationToken).ConfigureAwait(false);
    }

    private Task WriteAsync(AuditDifference difference, DateTimeOffset run, CancellationToken cancellationToken) =>
        _table.UpsertEntityAsync(DifferenceEntity.From(difference, run), TableUpdateMode.Replace, cancellationToken);
}
