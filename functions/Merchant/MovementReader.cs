using System.Diagnostics.CodeAnalysis;
using StockFlow.Channels;
using StockFlow.Stock;

namespace StockFlow.Functions.Merchant;

/// <summary>Turns what people send into a movement, or says what is wrong with it.</summary>
public sealed class MovementReader(ChannelCatalog catalog)
{
    /// <param name="body">As sent.</param>
    /// <param name="addressedSku">The SKU of the address; null in a batch, where each movement names its own.</param>
    /// <returns>True with a movement within all its ranges, or false with the first fault.</returns>
    public bool TryRead(
        MovementBody body,
        Sku? addressedSku,
        [NotNullWhen(true)] out StockMovement? movement,
        [NotNullWhen(false)] out Problem? problem)
    {
        movement = null;
        problem = Given.CheckCommandId(body.CommandId, "command")
            ?? Given.CheckTexts(body.Reason, body.Actor)
            ?? ReadSku(body, addressedSku, out var sku)
            ?? Given.Location(catalog, body.Location, "location", out var location)
            ?? ReadMovement(body, sku, location, out movement);
        return problem is null;
    }

    private static Problem? ReadSku(MovementBody body, Sku? addressedSku, out Sku sku)
    {
        if (Given.Sku(body.Sku ?? addressedSku?.Value, "sku", out sku) is { } fault)
        {
            return fault;
        }

        return addressedSku is { } addressed && addressed != sku
            ? new("invalid-sku", "sku in the body differs from the one in the address.", "Leave it out, or name the same.")
            : null;
    }

    private static Problem? ReadMovement(MovementBody body, Sku sku, LocationId location, out StockMovement? movement)
    {
        movement = null;
        var adjusts = body.Kind == "adjust";
        if (!adjusts && body.Kind is not ("receive" or "ship" or "safetyStock" or "incoming"))
        {
            return new("invalid-kind", "kind is missing or not known.", "receive, ship, adjust, safetyStock or incoming.");
        }

        if (adjusts ? body.Units is not null : body.Delta is not null)
        {
            return new("invalid-units", adjusts ? "adjust takes delta, not units." : $"{body.Kind} takes units, not delta.",
                "adjust: a signed delta; all others: units of zero or more.");
        }

        if (adjusts && string.IsNullOrWhiteSpace(body.Reason))
        {
            return new("missing-reason", "adjust needs a reason.", "A few words, such as \"damaged in transit\".");
        }

        var fault = adjusts
            ? Given.Units(body.Delta, -StockLimits.UnitsMax, StockLimits.UnitsMax, "delta", out var units)
            : Given.Units(body.Units, 0, StockLimits.UnitsMax, "units", out units);
        if (fault is not null)
        {
            return fault;
        }

        movement = body.Kind switch
        {
            "receive" => new ReceiveUnits(body.CommandId!, sku, location, units, body.Actor, body.Reason),
            "ship" => new ShipUnits(body.CommandId!, sku, location, units, body.Actor, body.Reason),
            "adjust" => new AdjustUnits(body.CommandId!, sku, location, units, body.Actor, body.Reason),
            "safetyStock" => new SetSafetyStock(body.CommandId!, sku, location, units, body.Actor, body.Reason),
            _ => new SetIncoming(body.CommandId!, sku, location, units, body.Actor, body.Reason),
        };
        return null;
    }
}
