using StockFlow.Channels;
using StockFlow.Stock;

namespace StockFlow.Explanations;

/// <summary>What one location offers of one SKU, and what is behind each number.</summary>
/// <param name="Offered">The numbers.</param>
/// <param name="OnHand">The entries behind the units on hand; null where the journal does not add up.</param>
/// <param name="Reserved">The entries behind the reserved units; null as above.</param>
/// <param name="SafetyStock">The entries behind the safety stock; null as above.</param>
public sealed record LocationExplanation(
    PublishedLocation Offered, TermExplanation? OnHand, TermExplanation? Reserved, TermExplanation? SafetyStock);
