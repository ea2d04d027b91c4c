using StockFlow.Items;
using StockFlow.Stock;

namespace StockFlow.Orders;

/// <summary>Says of every line and of the whole order what became of it.</summary>
internal static class OrderCompletion
{
    /// <summary>Shares each SKU's units out over its lines, the first line first, and judges the order.</summary>
    /// <param name="holdUntil">Until when it holds units unpaid; null if it does not, or for ever.</param>
    public static Order Complete(Order order, CompletionRequest request, DateTimeOffset? holdUntil, DateTimeOffset doneAt)
    {
        var wants = OrderWants.Of(order);
        var left = request.Skus.ToDictionary(sku => sku.Sku);
        var givenUp = new Dictionary<Sku, int>(wants.GivenUpUnits);
        var lines = new OrderLine[order.Lines.Count];
        for (var i = 0; i < lines.Length; i++)
        {
            var line = order.Lines[i];
            lines[i] = line with { Result = ResultOf(line, order.OpenUnits(line), wants, left, givenUp) };
        }

        return order with
        {
            Lines = lines,
            DoneRevision = request.Revision,
            DoneAt = doneAt,
            HoldUntil = holdUntil,
            Outcome = Judge(order, request.IsRejected, lines),
        };
    }

    private static OrderLineResult ResultOf(
        OrderLine line, int openUnits, OrderWants wants, Dictionary<Sku, SkuResult> left, Dictionary<Sku, int> givenUp)
    {
        if (wants.Quarantined.TryGetValue(line.LineId, out var reason))
        {
            return new OrderLineResult(0, 0, 0, reason);
        }

        if (line.Components is { } components)
        {
            return BundleResultOf(components, openUnits, left, givenUp);
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
        var reserved = covered + backordered;
        var fallback = Math.Min(covered, result.FallbackUnits);
        var gone = Math.Min(openUnits - reserved, givenUp.GetValueOrDefault(sku));
        givenUp[sku] = givenUp.GetValueOrDefault(sku) - gone;
        left[sku] = result with
        {
            ReservedUnits = result.ReservedUnits - reserved,
            BackorderedUnits = result.BackorderedUnits - backordered,
            FallbackUnits = result.FallbackUnits - fallback,
        };
        var isPreorder = result.ReleaseAt is not null && reserved > 0;
        return new OrderLineResult(reserved, isPreorder ? 0 : backordered, openUnits - reserved - gone)
        {
            GivenUpUnits = gone,
            PreorderedUnits = isPreorder ? reserved : 0,
            FallbackUnits = fallback,
            ExpectedAt = backordered > 0 && !isPreorder ? result.ExpectedAt : null,
            ReleaseAt = isPreorder ? result.ReleaseAt : null,
        };
    }

    /// <summary>A bundle has as many units as its scarcest component allows; what that leaves of the others goes to the lines after it.</summary>
    private static OrderLineResult BundleResultOf(
        IReadOnlyList<BundleComponent> components, int openUnits, Dictionary<Sku, SkuResult> left, Dictionary<Sku, int> givenUp)
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
                FallbackUnits = result.FallbackUnits - Math.Min(taken, result.FallbackUnits),
            };
        }

        var gone = Math.Min(openUnits - reserved, components.Min(component => givenUp.GetValueOrDefault(component.Sku) / component.Units));
        foreach (var component in components)
        {
            givenUp[component.Sku] = givenUp.GetValueOrDefault(component.Sku) - (gone * component.Units);
        }

        // A bundle waits for the last of its components.
        var releaseAt = reserved > 0 ? parts.Max(part => part.Result.ReleaseAt) : null;
        return new OrderLineResult(reserved, releaseAt is null ? reserved - covered : 0, openUnits - reserved - gone)
        {
            GivenUpUnits = gone,
            PreorderedUnits = releaseAt is null ? 0 : reserved,
            FallbackUnits = Math.Min(covered, parts.Max(part => (part.Result.FallbackUnits + part.Units - 1) / part.Units)),
            ExpectedAt = covered < reserved && releaseAt is null ? parts.Max(part => part.Result.ExpectedAt) : null,
            ReleaseAt = releaseAt,
        };
    }

    private static OrderOutcome Judge(Order order, bool isRejected, OrderLine[] lines) =>
        order.State == ChannelOrderState.Cancelled ? OrderOutcome.Cancelled
        : order.IsExpired ? OrderOutcome.Expired
        : isRejected ? OrderOutcome.Rejected
        : lines.Any(line => line.Result!.Quarantine is not null) ? OrderOutcome.Quarantined
        : lines.Any(line => line.Result!.ShortUnits > 0) ? OrderOutcome.Short
        : lines.Any(line => line.Result!.GivenUpUnits > 0) ? OrderOutcome.Reduced
        : lines.Any(line => line.Result!.BackorderedUnits > 0) ? OrderOutcome.Backordered
        : lines.Any(line => line.Result!.PreorderedUnits > 0) ? OrderOutcome.Preordered
        : OrderOutcome.Reserved;
}
