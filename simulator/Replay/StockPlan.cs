using StockFlow.Channels;
using StockFlow.Simulator.Retail;
using StockFlow.Stock;

namespace StockFlow.Simulator.Replay;

/// <summary>
/// How much there is of each SKU at the start, worked out from what will be asked for: plenty of most, too little of a few, so that
/// shortages really occur. A first pass over the data; memory grows with the SKUs, not with the file.
/// </summary>
public sealed class StockPlan
{
    private static readonly TimeSpan SecondDeliveryAfterMax = TimeSpan.FromDays(9);

    private readonly Dictionary<Sku, Demand> _demands = [];

    private StockPlan()
    {
    }

    /// <summary>All SKUs that are ever mentioned, by name.</summary>
    public IReadOnlyList<Sku> Skus { get; private set; } = [];

    /// <summary>Sales that will be replayed.</summary>
    public int Sales { get; private set; }

    /// <summary>When the first event happens; null for a file without any.</summary>
    public DateTimeOffset? First { get; private set; }

    /// <summary>When the last event happens.</summary>
    public DateTimeOffset Last { get; private set; }

    /// <summary>When the second delivery comes in, and with it the SKUs that nobody knew.</summary>
    public DateTimeOffset SecondDeliveryAt { get; private set; }

    /// <summary>SKUs that StockFlow does not know before the second delivery, though they are sold.</summary>
    public IReadOnlyList<Sku> UnknownAtFirst { get; private set; } = [];

    public static StockPlan Read(IEnumerable<RetailEvent> events)
    {
        var plan = new StockPlan();
        foreach (var happened in events)
        {
            plan.First ??= happened.At;
            plan.Last = happened.At;
            plan.Count(happened);
        }

        var half = (plan.Last - (plan.First ?? plan.Last)) / 2;
        plan.SecondDeliveryAt = (plan.First ?? plan.Last) + (half < SecondDeliveryAfterMax ? half : SecondDeliveryAfterMax);
        plan.Skus = [.. plan._demands.Keys.Order()];
        plan.UnknownAtFirst = [.. plan.Skus.Where(plan.IsUnknownAtFirst)];
        return plan;
    }

    /// <summary>What is received before the first sale.</summary>
    public IEnumerable<(LocationId Location, int Units)> FirstDelivery(Sku sku) =>
        IsUnknownAtFirst(sku) ? [] : Whole(_demands[sku], CoveredPercent(sku));

    /// <summary>What is received later.</summary>
    public IEnumerable<(LocationId Location, int Units)> SecondDelivery(Sku sku) =>
        IsUnknownAtFirst(sku) ? Whole(_demands[sku], PlentyPercent)
        : SupplyOf(sku) == Supply.InTwoParts ? [(Company.Warehouse, 1 + (_demands[sku].Online / 2))]
        : [];

    private const int PlentyPercent = 110;

    private static IEnumerable<(LocationId, int)> Whole(Demand demand, int percent)
    {
        var online = (int)Math.Min(int.MaxValue / 2, (long)demand.Online * percent / 100);
        var leeds = Math.Min(online, demand.OutsideTrade / 4);
        var warehouse = online - leeds + demand.Lost + (percent >= 100 ? 3 : 0);
        if (leeds > 0)
        {
            yield return (Company.Leeds, leeds);
        }

        // Every SKU that is known is on record, if only with nothing.
        yield return (Company.Warehouse, Math.Max(1, warehouse));
        if (demand.Till > 0)
        {
            // What the till sold was there, or it could not have been carried out of the store.
            yield return (Company.ShopFloor, demand.Till + 2);
        }
    }

    private int CoveredPercent(Sku sku) => SupplyOf(sku) switch
    {
        Supply.TooLittle => 75,
        Supply.InTwoParts => 60,
        _ => PlentyPercent,
    };

    private Supply SupplyOf(Sku sku) => _demands[sku] switch
    {
        // Losses are taken off what is there, so there must be something.
        { Lost: > 0 } or { Online: < 4 } => Supply.Plenty,
        _ => (StableHash.Of(sku.Value) % 100) switch
        {
            < 6 => Supply.TooLittle,
            < 10 => Supply.InTwoParts,
            _ => Supply.Plenty,
        },
    };

    private bool IsUnknownAtFirst(Sku sku) =>
        _demands[sku] is { IsHandled: false } demand
        && demand.FirstSale < SecondDeliveryAt
        && StableHash.Of(sku.Value) % 100 == 99;

    private void Count(RetailEvent happened)
    {
        switch (happened)
        {
            case RetailEvent.Sale sale:
                Sales++;
                var channel = Company.ChannelOf(sale);
                foreach (var line in sale.Lines)
                {
                    Add(line, channel, sale.At);
                }

                break;
            case RetailEvent.Adjustment adjustment:
                var adjusted = Of(adjustment.Sku);
                _demands[adjustment.Sku] = adjusted with { Lost = adjusted.Lost + Math.Max(0, -adjustment.Delta), IsHandled = true };
                break;
            case RetailEvent.Cancellation cancellation:
                foreach (var returned in cancellation.Returned)
                {
                    _demands[returned.Sku] = Of(returned.Sku) with { IsHandled = true };
                }

                break;
            default:
                break;
        }
    }

    private void Add(GoodsLine line, ChannelId channel, DateTimeOffset at)
    {
        var sku = Sku.Parse(line.Code);
        var demand = Of(sku);
        var first = demand.FirstSale < at ? demand.FirstSale : at;
        _demands[sku] = channel == Company.Till
            ? demand with { Till = demand.Till + line.Units, FirstSale = first }
            : demand with
            {
                Online = demand.Online + line.Units,
                OutsideTrade = demand.OutsideTrade + (channel == Company.ShopTrade ? 0 : line.Units),
                FirstSale = first,
            };
    }

    private Demand Of(Sku sku) => _demands.GetValueOrDefault(sku) ?? new Demand(0, 0, 0, 0, false, DateTimeOffset.MaxValue);

    private enum Supply
    {
        Plenty,
        TooLittle,
        InTwoParts,
    }

    /// <param name="IsHandled">People adjust it or take it back, so it can't be unknown to them.</param>
    private sealed record Demand(int Online, int OutsideTrade, int Till, int Lost, bool IsHandled, DateTimeOffset FirstSale);
}
