using StockFlow.Channels;
using StockFlow.Counts;
using StockFlow.Orders;
using StockFlow.Stock;
using StockFlow.Storage;
using StockFlow.Transfers;

namespace StockFlow.Auditing;

/// <summary>
/// The audit, step by step: levels against journal and reservations, reservations against orders, orders against reservations and
/// the lists that let them go on, transfers and stocktakes against what was done for them. Each step may run again at any time. It stops nobody,
/// and takes nothing for a difference that a sale under way explains. What can't be read is a difference as well, and stops no run.
/// </summary>
public sealed class StockAudit
{
    private const int SkusPerStep = 25;
    private const int OrdersPerStep = 200;

    /// <summary>Most of the orders read have ended long ago and are passed by.</summary>
    private const int OrdersReadPerStep = 5_000;

    private const int TransfersPerStep = 20;
    private const int EntriesPerStep = 200;
    private const int CountsPerStep = 5;

    /// <summary>Clocks differ, and a step that was cut off puts an older time on record than when it was done.</summary>
    private static readonly TimeSpan RunOverlap = TimeSpan.FromHours(1);

    /// <summary>How old the last full run grows before the next run is one: what is found wrong later than a backup is kept can't be looked up there.</summary>
    private static readonly TimeSpan FullEvery = TimeSpan.FromDays(7);

    private readonly StockLedger _ledger;
    private readonly OrderStore _orders;
    private readonly QuarantineStore _quarantine;
    private readonly ChannelCatalog _channels;
    private readonly AuditStore _store;
    private readonly SkuAuditor _skus;
    private readonly OrderAuditor _orderAuditor;
    private readonly TransferStore _transfers;
    private readonly TransferAuditor _transferAuditor;
    private readonly HoldStore _holds;
    private readonly ShortfallStore _shortfalls;
    private readonly CountStore _counts;
    private readonly WaitingListAuditor _waitingLists;
    private readonly CountAuditor _countAuditor;
    private readonly AuditReport _report;

    internal StockAudit(
        StockLedger ledger,
        OrderStore orders,
        QuarantineStore quarantine,
        ChannelCatalog channels,
        AuditStore store,
        SkuAuditor skus,
        OrderAuditor orderAuditor,
        TransferStore transfers,
        TransferAuditor transferAuditor,
        HoldStore holds,
        ShortfallStore shortfalls,
        CountStore counts,
        WaitingListAuditor waitingLists,
        CountAuditor countAuditor,
        AuditReport report)
    {
        _ledger = ledger;
        _orders = orders;
        _quarantine = quarantine;
        _channels = channels;
        _store = store;
        _skus = skus;
        _orderAuditor = orderAuditor;
        _transfers = transfers;
        _transferAuditor = transferAuditor;
        _holds = holds;
        _shortfalls = shortfalls;
        _counts = counts;
        _waitingLists = waitingLists;
        _countAuditor = countAuditor;
        _report = report;
    }

    /// <summary>Decides what a run looks at. Orders that have ended are looked at once, unless it is a full one: the first one is, and one a week.</summary>
    /// <param name="at">When it starts, UTC.</param>
    /// <param name="isFull">Whether it has to be a full one, see <see cref="AuditRun.IsFull"/>.</param>
    public async Task<AuditRun> BeginAsync(DateTimeOffset at, bool isFull, CancellationToken cancellationToken)
    {
        var last = await _store.ReadLastRunAsync(cancellationToken).ConfigureAwait(false);
        return new AuditRun(at, isFull || !(at - last?.FullAt < FullEvery), last?.StartedAt - RunOverlap);
    }

    /// <summary>Compares the next few records.</summary>
    public Task<AuditStepAnswer> StepAsync(AuditRun run, AuditCursor cursor, CancellationToken cancellationToken) =>
        cursor.IsTransfers ? PageAsync(
            "transfers", run, cursor, new AuditCursor(IsQuarantine: true), TransfersPerStep, _transfers.ReadPageAsync, _transferAuditor.AuditAsync, cancellationToken)
        : cursor.IsQuarantine ? PageAsync(
            "quarantine", run, cursor, new AuditCursor(IsHolds: true), EntriesPerStep, _quarantine.ReadPageAsync, _orderAuditor.AuditAsync, cancellationToken)
        : cursor.IsHolds ? PageAsync(
            "holds", run, cursor, new AuditCursor(IsShortfalls: true), EntriesPerStep, _holds.ReadPageAsync, _waitingLists.AuditAsync, cancellationToken)
        : cursor.IsShortfalls ? PageAsync(
            "shortfalls", run, cursor, new AuditCursor(IsCounts: true), EntriesPerStep, ReadShortfallsAsync, _waitingLists.AuditAsync, cancellationToken)
        : cursor.IsCounts ? PageAsync(
            "counts", run, cursor, null, CountsPerStep, _counts.ReadPageAsync, _countAuditor.AuditAsync, cancellationToken)
        : cursor.Channel is { } channel ? OrderStepAsync(run, channel, cursor.AfterOrder, cancellationToken)
        : SkuStepAsync(run, cursor.AfterSku, cancellationToken);

    /// <summary>Closes the differences that the run did not find any more.</summary>
    public async Task EndAsync(AuditRun run, CancellationToken cancellationToken)
    {
        // A difference of what the run has passed by is not gone for that.
        var doubts = await _store.ReadInDoubtAsync(run, cancellationToken).ConfigureAwait(false);
        foreach (var order in doubts.Select(finding => finding.Order).OfType<OrderId>().Distinct())
        {
            await _orderAuditor.AuditAsync(order, run, cancellationToken).ConfigureAwait(false);
        }

        foreach (var count in doubts.Where(finding => finding.Kind == AuditKind.CountDiffers).Select(finding => finding.Subject!).Distinct())
        {
            await _countAuditor.AuditAsync(CountId.Parse(count), run, cancellationToken).ConfigureAwait(false);
        }

        var unseen = new HashSet<Sku>();
        foreach (var sku in doubts.Where(finding => finding.Order is null && finding.Kind != AuditKind.CountDiffers).Select(finding => finding.Sku).OfType<Sku>().Distinct())
        {
            if ((await _skus.AuditAsync(sku, run, cancellationToken).ConfigureAwait(false)).BusySkus > 0)
            {
                unseen.Add(sku);
            }
        }

        await _store.EndAsync(run, unseen, cancellationToken).ConfigureAwait(false);
    }

    private async Task<AuditStepAnswer> SkuStepAsync(AuditRun run, Sku? after, CancellationToken cancellationToken)
    {
        var counts = new AuditCounts();
        var skus = await _ledger.ReadSkusAsync(after, SkusPerStep, cancellationToken).ConfigureAwait(false);
        foreach (var sku in skus)
        {
            counts += await _skus.AuditAsync(sku, run, cancellationToken).ConfigureAwait(false);
        }

        return new AuditStepAnswer(skus.Count == SkusPerStep ? new AuditCursor(AfterSku: skus[^1]) : AfterChannel(null), counts);
    }

    private async Task<AuditStepAnswer> OrderStepAsync(AuditRun run, ChannelId channel, OrderId? after, CancellationToken cancellationToken)
    {
        var (counts, read) = (new AuditCounts(), 0);
        await foreach (var row in _orders.ReadRowsAsync(channel, after, cancellationToken).ConfigureAwait(false))
        {
            if (row.Order is null)
            {
                counts += await _orderAuditor.AuditUnreadableAsync(row.Id, run, cancellationToken).ConfigureAwait(false);
            }
            else if (OrderAuditor.IsLookedAt(row.Order, run))
            {
                counts += await _orderAuditor.AuditAsync(row.Order, run, cancellationToken).ConfigureAwait(false);
                counts += await _waitingLists.AuditAsync(row.Order, run, cancellationToken).ConfigureAwait(false);
            }

            if (counts.Orders == OrdersPerStep || ++read == OrdersReadPerStep)
            {
                return new AuditStepAnswer(new AuditCursor(Channel: channel, AfterOrder: row.Id), counts);
            }
        }

        return new AuditStepAnswer(AfterChannel(channel), counts);
    }

    private Task<ListPage<Shortfall>> ReadShortfallsAsync(string? pageToken, int pageSize, CancellationToken cancellationToken) =>
        _shortfalls.ReadPageAsync(ShortfallList.Any, pageToken, pageSize, cancellationToken);

    /// <summary>Audits one page of a list.</summary>
    /// <param name="list">Its name, for people.</param>
    /// <param name="after">Where the run goes on after the list; null where it ends.</param>
    private async Task<AuditStepAnswer> PageAsync<T>(
        string list,
        AuditRun run,
        AuditCursor cursor,
        AuditCursor? after,
        int pageSize,
        Func<string?, int, CancellationToken, Task<ListPage<T>>> readAsync,
        Func<T, AuditRun, CancellationToken, Task<AuditCounts>> auditAsync,
        CancellationToken cancellationToken)
    {
        var counts = new AuditCounts();
        try
        {
            var (items, unreadable, next) = await readAsync(cursor.PageToken, pageSize, cancellationToken).ConfigureAwait(false);
            foreach (var row in unreadable)
            {
                counts += await OpenUnreadableAsync(list, row.Key, row.Reason, run, cancellationToken).ConfigureAwait(false);
            }

            foreach (var item in items)
            {
                counts += await auditAsync(item, run, cancellationToken).ConfigureAwait(false);
            }

            return new AuditStepAnswer(next is null ? after : cursor with { PageToken = next }, counts);
        }
        catch (Exception e) when (UnreadableRecord.Is(e))
        {
            // What a row of the page points to is not of our form: the rest of the list waits for the run after a person has looked at it.
            return new AuditStepAnswer(after, counts + await OpenUnreadableAsync(list, list, e.Message, run, cancellationToken).ConfigureAwait(false));
        }
    }

    private Task<AuditCounts> OpenUnreadableAsync(string list, string subject, string reason, AuditRun run, CancellationToken cancellationToken) => _report.OpenAsync(
        new AuditFinding(AuditKind.Unreadable, null, null, null, $"a readable list of {list}", reason, AuditRemedy.Person, subject), run, cancellationToken);

    private AuditCursor AfterChannel(ChannelId? channel)
    {
        var ids = _channels.Channels.Select(known => known.Id).OrderBy(id => id.Value, StringComparer.Ordinal);
        foreach (var id in ids)
        {
            if (channel is not { } done || string.CompareOrdinal(id.Value, done.Value) > 0)
            {
                return new AuditCursor(Channel: id);
            }
        }

        return new AuditCursor(IsTransfers: true);
    }
}
