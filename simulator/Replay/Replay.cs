using StockFlow.Channels;
using StockFlow.Simulator.Marketplaces;
using StockFlow.Simulator.Retail;
using StockFlow.Stock;

namespace StockFlow.Simulator.Replay;

/// <summary>
/// Replays real sales through StockFlow: the shops take the orders at their times, the merchant receives, ships, adjusts and looks after
/// what is short, and at the end everything is held against what the shops know.
/// </summary>
public sealed class Replay
{
    private static readonly TimeSpan OpensBefore = TimeSpan.FromHours(2);
    private static readonly TimeSpan SettlesWithin = TimeSpan.FromHours(36);
    private static readonly TimeSpan SettlesStep = TimeSpan.FromMinutes(130);
    private static readonly TimeSpan ImportsWithin = TimeSpan.FromHours(1);

    private readonly SimulationOptions _options;
    private readonly IReplayProgress _progress;
    private readonly List<SkippedRow> _skipped = [];
    private readonly Dictionary<string, (SimulatedShop Shop, long OrderId, IReadOnlyList<long> LineIds)> _placed = new(StringComparer.Ordinal);
    private readonly Timeline _timeline = new();
    private readonly Tally _tally = new();
    private readonly TimeProvider _machine = TimeProvider.System;
    private int _salesPlaced;

    public Replay(SimulationOptions options, IReplayProgress progress)
    {
        _options = options;
        _progress = progress;
    }

    /// <exception cref="RetailFileException">The data can't be used.</exception>
    public async Task<ReplayReport> RunAsync(CancellationToken cancellationToken)
    {
        var started = _machine.GetTimestamp();
        _progress.Begin("Reading the data", 1);
        var plan = StockPlan.Read(Events(_skipped.Add));
        if (plan.First is not { } first || plan.Sales == 0)
        {
            throw new RetailFileException($"The data file '{_options.DataPath}' has no sales.");
        }

        var rates = _options.WithFaults ? FaultRates.Bad : FaultRates.None;
        await using var world = await SimulatedWorld.StartAsync(
            first - OpensBefore, Company.Shops, rates, _options.Seed, _options.StorePath, Company.Schedules, cancellationToken);
        var merchant = new Merchant(world, _tally);

        _progress.Begin("Opening the shops", Company.Shops.Count + 1);
        await OpenAsync(world, merchant, plan, cancellationToken);

        _progress.Begin("Replaying", plan.Sales);
        await ReplayAsync(world, merchant, plan, cancellationToken);

        _progress.Begin("Settling", 1);
        foreach (var shop in world.Shops.Values)
        {
            shop.Faults.Stop();
        }

        var audit = new Audit(world.Merchant, [.. world.Shops.Values], _tally);
        var settledBy = world.Clock.GetUtcNow() + SettlesWithin;
        do
        {
            await merchant.RetryFailuresAsync(cancellationToken);
            await world.PassUntilAsync(world.Clock.GetUtcNow() + SettlesStep, cancellationToken);
        }
        while ((await audit.FindUnsettledAsync(cancellationToken)).Count > 0 && world.Clock.GetUtcNow() < settledBy);

        _progress.Begin("Auditing", plan.Skus.Count);
        var result = await audit.RunAsync(skus => _progress.Reach(skus, "SKUs"), cancellationToken);
        return await ReplayReport.MakeAsync(
            world, plan, _tally, result, _skipped, _machine.GetElapsedTime(started), cancellationToken);
    }

    private IEnumerable<RetailEvent> Events(Action<SkippedRow> skipped)
    {
        var sales = 0;
        foreach (var happened in new RetailHistory().Read(RetailFile.Read(_options.DataPath, skipped)))
        {
            if (happened is RetailEvent.Sale && ++sales > _options.SalesMax)
            {
                yield break;
            }

            yield return happened;
        }
    }

    private async Task OpenAsync(SimulatedWorld world, Merchant merchant, StockPlan plan, CancellationToken cancellationToken)
    {
        var known = plan.Skus.Except(plan.UnknownAtFirst).ToList();
        await ListAsync(world, merchant, known, cancellationToken);
        await merchant.ReceiveAsync("first delivery", known.Select(sku => (sku, plan.FirstDelivery(sku))), cancellationToken);
        _progress.Reach(Company.Shops.Count + 1, "first delivery received");

        _timeline.Add(plan.SecondDeliveryAt, async cancel =>
        {
            _tally.Quarantined = await world.Merchant.CountAsync("quarantine?top=1000", cancel);
            await ListAsync(world, merchant, plan.UnknownAtFirst, cancel);
            await merchant.ReceiveAsync("second delivery", plan.Skus.Select(sku => (sku, plan.SecondDelivery(sku))), cancel);
        });
    }

    private async Task ListAsync(SimulatedWorld world, Merchant merchant, IReadOnlyCollection<Sku> skus, CancellationToken cancellationToken)
    {
        if (skus.Count == 0)
        {
            return;
        }

        foreach (var shop in world.Shops.Values)
        {
            foreach (var sku in skus)
            {
                shop.Books.List(sku.Value, 0);
            }
        }

        var done = 0;
        foreach (var shop in world.Shops.Values)
        {
            await merchant.ImportAsync(shop.Id, ImportsWithin, cancellationToken);
            _progress.Reach(++done, $"{shop.Id}: listings imported");
        }
    }

    private async Task ReplayAsync(SimulatedWorld world, Merchant merchant, StockPlan plan, CancellationToken cancellationToken)
    {
        for (var morning = plan.First!.Value.Date.AddHours(33); morning < plan.Last.Date.AddDays(1); morning = morning.AddDays(1))
        {
            _timeline.Add(new DateTimeOffset(morning, TimeSpan.Zero), merchant.RetryFailuresAsync);
        }

        using var events = Events(_ => { }).GetEnumerator();
        QueueNext();
        while (_timeline.Next is { } next)
        {
            await world.PassUntilAsync(next, cancellationToken);
            while (_timeline.Next <= world.Clock.GetUtcNow())
            {
                await _timeline.Take()(cancellationToken);
            }
        }

        return;

        void QueueNext()
        {
            if (!events.MoveNext())
            {
                return;
            }

            var happened = events.Current;
            _timeline.Add(happened.At, async cancel =>
            {
                QueueNext();
                await HappenAsync(world, merchant, happened, cancel);
                _progress.Reach(_salesPlaced, $"{happened.At:d MMMM HH:mm}");
            });
        }
    }

    private async Task HappenAsync(SimulatedWorld world, Merchant merchant, RetailEvent happened, CancellationToken cancellationToken)
    {
        foreach (var fee in happened.Fees)
        {
            var (lines, amount) = _tally.Fees.GetValueOrDefault(fee.Kind);
            _tally.Fees[fee.Kind] = (lines + 1, amount + fee.Amount);
        }

        switch (happened)
        {
            case RetailEvent.Sale sale:
                Place(world, merchant, sale);
                break;
            case RetailEvent.Cancellation cancellation:
                await CancelAsync(merchant, cancellation, cancellationToken);
                break;
            case RetailEvent.Adjustment adjustment:
                await merchant.AdjustAsync(adjustment, cancellationToken);
                break;
            default:
                break;
        }
    }

    private void Place(SimulatedWorld world, Merchant merchant, RetailEvent.Sale sale)
    {
        var shop = world.Shops[Company.ChannelOf(sale)];
        var isTill = shop.Id == Company.Till;
        var order = shop.Books.Place(
            sale.Invoice,
            [.. sale.Lines.Select(line => new NewLine(line.Code, line.Units, line.Description, line.UnitPrice))],
            sale.Fees.Where(fee => fee.Kind == FeeKind.Carriage).Sum(fee => fee.Amount),
            handedOver: isTill);
        _placed[sale.Invoice] = (shop, order.Id, [.. order.Lines.Select(line => line.Id)]);
        _salesPlaced++;
        _tally.Sales[shop.Id] = _tally.Sales.GetValueOrDefault(shop.Id) + 1;
        _tally.Lines += sale.Lines.Count;
        _tally.Units += sale.Lines.Sum(line => (long)line.Units);
        if (!isTill)
        {
            // Parcels leave about a day later.
            var delay = TimeSpan.FromHours(20) + TimeSpan.FromMinutes(StableHash.Of(sale.Invoice) % 480);
            Ship(merchant, shop, order.Id, sale.At + delay, attempt: 1);
        }
    }

    private void Ship(Merchant merchant, SimulatedShop shop, long orderId, DateTimeOffset at, int attempt) =>
        _timeline.Add(at, async cancellationToken =>
        {
            if (!await merchant.ShipAsync(shop, orderId, cancellationToken) && attempt < Merchant.ShipAttemptsMax)
            {
                Ship(merchant, shop, orderId, at + Merchant.ShipAgainAfter, attempt + 1);
            }
        });

    private async Task CancelAsync(Merchant merchant, RetailEvent.Cancellation cancellation, CancellationToken cancellationToken)
    {
        foreach (var ofSale in cancellation.Cancelled.GroupBy(cancelled => cancelled.SaleInvoice))
        {
            if (_placed.TryGetValue(ofSale.Key, out var placed))
            {
                await merchant.RefundAsync(
                    placed.Shop,
                    placed.OrderId,
                    [.. ofSale.Select(cancelled => new LineUnits(placed.LineIds[cancelled.LineNumber - 1], cancelled.Units))],
                    $"{cancellation.Invoice}/{ofSale.Key}",
                    cancellationToken);
            }
        }

        await merchant.TakeBackAsync(cancellation, cancellationToken);
    }
}
