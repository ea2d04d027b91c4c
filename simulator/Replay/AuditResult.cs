using StockFlow.Channels;

namespace StockFlow.Simulator.Replay;

/// <summary>What the audit found. It passes when nothing is wrong.</summary>
/// <param name="Skus">SKUs looked at.</param>
/// <param name="OversoldUnits">Units promised beyond what exists and what may be backordered.</param>
/// <param name="LostUnits">Units that are on hand, or not, without the shops' and the merchant's books saying so.</param>
/// <param name="UnaccountedUnits">Units that the shops owe and StockFlow neither holds nor tells as short, or the other way round.</param>
/// <param name="JournalDifferences">SKUs whose levels, rebuilt from the journal, differ from the live ones.</param>
/// <param name="ListingDifferences">By channel: items that show another number than they should.</param>
/// <param name="Listings">By channel: items looked at.</param>
/// <param name="OrdersMissing">Orders that the shops have and StockFlow doesn't, or has not done.</param>
/// <param name="Failures">Failed work that is set aside in StockFlow.</param>
/// <param name="Examples">What is wrong, in words; not all of it.</param>
/// <param name="Latencies">By channel: from an order to another channel showing the new number, in order of length.</param>
public sealed record AuditResult(
    int Skus,
    long OversoldUnits,
    long LostUnits,
    long UnaccountedUnits,
    int JournalDifferences,
    IReadOnlyDictionary<ChannelId, int> ListingDifferences,
    IReadOnlyDictionary<ChannelId, int> Listings,
    int OrdersMissing,
    int Failures,
    IReadOnlyList<string> Examples,
    IReadOnlyDictionary<ChannelId, IReadOnlyList<TimeSpan>> Latencies)
{
    public bool Passes =>
        OversoldUnits == 0 && LostUnits == 0 && UnaccountedUnits == 0 && JournalDifferences == 0 && OrdersMissing == 0
        && ListingDifferences.Values.All(differences => differences == 0);
}
