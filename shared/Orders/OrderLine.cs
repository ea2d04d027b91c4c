using StockFlow.Items;

namespace StockFlow.Orders;

/// <summary>One line of an order as we know it: what the channel said, and what became of it.</summary>
/// <param name="LineId">The channel's id of the line.</param>
/// <param name="Sku">The SKU as the channel spells it; null where it gave none.</param>
/// <param name="OrderedUnits">Units that left or are still to leave, as the newest snapshot with this line says.</param>
/// <param name="ShippedUnits">Units that have left: the most that any snapshot said.</param>
/// <param name="RestockedUnits">Units that came back and are for sale again: the most that any snapshot said.</param>
/// <param name="SeenAt">The channel's time of the newest snapshot with this line.</param>
/// <param name="Components">
/// What one unit of the line takes of stock, where its SKU was a bundle when we first saw it so; null where it is an item. Frozen while the
/// line keeps its SKU: changing the bundle changes what is sold from then on, not what was sold.
/// </param>
/// <param name="Result">What became of it at the newest revision done; null before.</param>
public sealed record OrderLine(
    string LineId,
    string? Sku,
    int OrderedUnits,
    int ShippedUnits,
    int RestockedUnits,
    DateTimeOffset SeenAt,
    IReadOnlyList<BundleComponent>? Components = null,
    OrderLineResult? Result = null);
