using StockFlow.Channels;
using StockFlow.Orders;
using StockFlow.Stock;
using StockFlow.Storage;
using StockFlow.Transfers;

namespace StockFlow.Auditing;

/// <summary>
/// The audit, step by step: levels against journal and reservations, reservations against orders, orders against reservations and
/// quarantine, transfers against what was done for them. Each step may run again at any time. It stops nobody, and takes nothing for a difference that a sale under way explains.
/// </summary>
public sealed class StockAudit
{
    private const int SkusPerStep = 25;
    private const int OrdersPerStep = 200;

    /// <summary>Most of the orders read have ended long ago and are passed by.</summary>
    private const int OrdersReadPerStep = 5_000;

    private const int TransfersPerStep = 20;
    private const int EntriesPerStep = 200;

    /// <summary>Clocks differ, and a step that was cut off puts an older time on record than when it was done.</summary>
    private static readonly TimeSpan RunOverlap = TimeSpan.FromHours(1);

    private readonly StockLedger _ledger;
    private readonly OrderStore _orders;
    private readonly QuarantineStore _quarantine;
    private readonly ChannelCatalog _channels;
    private readonly AuditStore _store;
    private readonly SkuAuditor _skus;
    private readonly OrderAuditor _orderAuditor;
    private readonly TransferStore _transfers;
    private readonly TransferAuditor _transferAuditor;

    internal StockAudit(
        StockLedger ledger,
        OrderStore orders,
        QuarantineStore quarantine,
        ChannelCatalog channels,
        AuditStore store,
        SkuAuditor skus,
        OrderAuditor orderAuditor,
        TransferStore transfers,
        TransferAuditor transferAuditor)
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
    }

    /// <summary>Decides what a run looks at. Orders that have ended are looked at once, unless it is a full one.</summary>
    /// <param name="at">When it starts, UTC.</param>
    /// <param name="isFull">See <see cref="AuditRun.IsFull"/>.</param>
    public async Task<AuditRun> BeginAsync(DateTimeOffset at, bool isFull, CancellationToken cancellationToken)
    {
        var last = await _store.ReadLastRunAsync(cancellationToken).ConfigureAwait(false);
        return new AuditRun(at, isFull, last - RunOverlap);
    }

    /// <summary>Compares the next few records.</summary>
    public Task<AuditStepAnswer> StepAsync(AuditRun run, AuditCursor cursor, CancellationToken cancellationToken) =>
        cursor.IsTransfers ? TransferStepAsync(run, cursor, cancellationToken)
        : cursor.IsQuarantine ? ListStepAsync(run, cursor, cancellationToken)
        : cursor.Channel is { } channel ? OrderStepAsync(run, channel, cursor.AfterOrder, cancellationToken)
        : SkuStepAsync(run, cursor.AfterSku, cancellationToken);

    /// <summary>Closes the differences that the run did not find any more.</summary>
    public async Task EndAsync(AuditRun run, CancellationToken cancellationToken)
    {
        // A difference of an order that the run has passed by is not gone for that.
        foreach (var order in await _store.ReadOrdersInDoubtAsync(run, cancellationToken).ConfigureAwait(false))
        {
            await _orderAuditor.AuditAsync(order, run, cancellationToken).ConfigureAwait(false);
        }

        await _store.EndAsync(run, cancellationToken).ConfigureAwait(false);
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
        await foreach (var order in _orders.ReadAllAsync(channel, after, cancellationToken).ConfigureAwait(false))
        {
            if (OrderAuditor.IsLookedAt(order, run))
            {
                counts += await _orderAuditor.AuditAsync(order, run, cancellationToken).ConfigureAwait(false);
            }

            if (counts.Orders == OrdersPerStep || ++read == OrdersReadPerStep)
            {
                return new AuditStepAnswer(new AuditCursor(Channel: channel, AfterOrder: order.Id), counts);
            }
        }

        return new AuditStepAnswer(AfterChannel(channel), counts);
    }

    private async Task<AuditStepAnswer> TransferStepAsync(AuditRun run, AuditCursor cursor, CancellationToken cancellationToken)
    {
        var counts = new AuditCounts();
        var (documents, next) = await _transfers.ReadPageAsync(cursor.PageToken, TransfersPerStep, cancellationToken).ConfigureAwait(false);
        foreach (var document in documents)
        {
            counts += await _transferAuditor.AuditAsync(document, run, cancellationToken).ConfigureAwait(false);
        }

        return new AuditStepAnswer(next is null ? new AuditCursor(IsQuarantine: true) : cursor with { PageToken = next }, counts);
    }

    private async Task<AuditStepAnswer> ListStepAsync(AuditRun run, AuditCursor cursor, CancellationToken cancellationToken)
    {
        var counts = new AuditCounts();
        var (entries, next) = await _quarantine.ReadPageAsync(cursor.PageToken, EntriesPerStep, cancellationToken).ConfigureAwait(false);
        foreach (var entry in entries)
        {
            counts += await _orderAuditor.AuditAsync(entry, run, cancellationToken).ConfigureAwait(false);
        }

        return new AuditStepAnswer(next is null ? null : cursor with { PageToken = next }, counts);
    }

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
