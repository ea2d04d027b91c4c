using StockFlow.Items;
using StockFlow.Stock;

namespace StockFlow.Orders;

/// <summary>Says of every line and of the whole order what became of it.</summary>
internal static class OrderCompletion
{
    /// <summary>Shares each SKU's units out over its lines, the first line first, and judges the order.</summary>
    public static Order Complete(Order order, CompletionRequest request, DateTimeOffset doneAt)
    {
        var wants = OrderWants.Of(order);
        var left = request.Skus.ToDictionary(sku => sku.Sku);
        var lines = new OrderLine[order.Lines.Count];
        for (var i = 0; i < lines.Length; i++)
        {
            var line = order.Lines[i];
            lines[i] = line with { Result = ResultOf(line, order.OpenUnits(line), wants, left) };
        }

        return order with
        {
            Lines = lines,
            DoneRevision = request.Revision,
            DoneAt = doneAt,
            Outcome = Judge(order, request.IsRejected, lines),
        };
    }

    private static OrderLineResult ResultOf(OrderLine line, int openUnits, OrderWants wants, Dictionary<Sku, SkuResult> left)
    {
        if (wants.Quarantined.TryGetValue(line.LineId, out var reason))
        {
            return new OrderLineResult(0, 0, 0, reason);
        }

        if (line.Components is { } components)
        {
            return BundleResultOf(components, openUnits, left);
        }

        if (!Sku.TryParse(line.Sku, null, out var sku) || !left.TryGetValue(sku, out var result))
        {
            return new OrderLineResult(0, 0, 0);
        }

        if (result.IsUnknown)
        {
            var waits = openUnits > 0 || line.ShippedUnits > 0;
            return new OrderLineResult(0, 0, 0, waits ? QuarantineReason.UnknownSku : null);
        }

        // Covered units go to the first lines, then backordered ones, so that what is short is short on as few lines as can be.
        var covered = Math.Min(openUnits, result.ReservedUnits - result.BackorderedUnits);
        var backordered = Math.Min(openUnits - covered, result.BackorderedUnits);
        left[sku] = result with
        {
            ReservedUnits = result.ReservedUnits - covered - backordered,
            BackorderedUnits = result.BackorderedUnits - backordered,
        };
        return new OrderLineResult(covered + backordered, backordered, openUnits - covered - backordered);
    }

    /// <summary>A bundle has as many units as its scarcest component allows; what that leaves of the others goes to the lines after it.</summary>
    private static OrderLineResult BundleResultOf(IReadOnlyList<BundleComponent> components, int openUnits, Dictionary<Sku, SkuResult> left)
    {
        var parts = components.Select(component => (component.Units, Result: left.GetValueOrDefault(component.Sku) ?? new SkuResult(component.Sku, true))).ToList();
        var reserved = Math.Min(openUnits, parts.Min(part => part.Result.ReservedUnits / part.Units));
        var covered = Math.Min(reserved, parts.Min(part => (part.Result.ReservedUnits - part.Result.BackorderedUnits) / part.Units));
        foreach (var (units, result) in parts)
        {
            // Of each component covered units first: what the scarcest one lacks says nothing about the others.
            var taken = reserved * units;
            var backordered = Math.Max(0, taken - (result.ReservedUnits - result.BackorderedUnits));
            left[result.Sku] = result with
            {
                ReservedUnits = result.ReservedUnits - taken,
                BackorderedUnits = result.BackorderedUnits - backordered,
            };
        }

        return new OrderLineResult(reserved, reserved - covered, openUnits - reserved);
    }

    private static OrderOutcome Judge(Order order, bool isRejected, OrderLine[] lines) =>
        order.State == ChannelOrderState.Cancelled ? OrderOutcome.Cancelled
        : isRejected ? OrderOutcome.Rejected
        : lines.Any(line => line.Result!.Quarantine is not null) ? OrderOutcome.Quarantined
        : lines.Any(line => line.Result!.ShortUnits > 0) ? OrderOutcome.Short
        : lines.Any(line => line.Result!.BackorderedUnits > 0) ? OrderOutcome.Backordered
        : OrderOutcome.Reserved;
}
