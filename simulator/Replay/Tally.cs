using StockFlow.Channels;
using StockFlow.Simulator.Retail;
using StockFlow.Stock;

namespace StockFlow.Simulator.Replay;

/// <summary>What the shops and the merchant did, counted by them and not by StockFlow.</summary>
public sealed class Tally
{
    /// <summary>Sales placed, by channel.</summary>
    public Dictionary<ChannelId, int> Sales { get; } = [];

    /// <summary>Lines of goods in them.</summary>
    public int Lines { get; set; }

    /// <summary>Units in them.</summary>
    public long Units { get; set; }

    /// <summary>Orders called off whole.</summary>
    public int OrdersCancelled { get; set; }

    /// <summary>Orders that lost some units.</summary>
    public int OrdersRefunded { get; set; }

    /// <summary>Orders that the merchant cancelled since StockFlow had rejected them.</summary>
    public int OrdersRejected { get; set; }

    /// <summary>Units called off or given back.</summary>
    public long UnitsCancelled { get; set; }

    /// <summary>Units given back that were sold before the data begins.</summary>
    public long UnitsReturned { get; set; }

    /// <summary>Stock adjustments carried out.</summary>
    public int Adjustments { get; set; }

    /// <summary>Units found and units lost by adjustments.</summary>
    public (long Found, long Lost) UnitsAdjusted { get; set; }

    /// <summary>Losses that were more than there was; they were booked as far as there was something.</summary>
    public int AdjustmentsCutShort { get; set; }

    /// <summary>Lines that waited in quarantine just before their SKU came in.</summary>
    public int Quarantined { get; set; }

    /// <summary>Pieces of failed work that the merchant had done again.</summary>
    public int FailuresRetried { get; set; }

    /// <summary>Fee lines and their sum in pounds, by kind.</summary>
    public SortedDictionary<FeeKind, (int Lines, decimal Amount)> Fees { get; } = [];

    /// <summary>Units that came into being: every movement that StockFlow accepted.</summary>
    public Dictionary<Sku, long> Existing { get; } = [];

    public void Exists(Sku sku, int delta) => Existing[sku] = Existing.GetValueOrDefault(sku) + delta;
}
