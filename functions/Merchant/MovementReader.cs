using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
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
        problem = CheckTexts(body)
            ?? ReadSku(body, addressedSku, out var sku)
            ?? LocationText.Read(catalog, body.Location, "location", out var location)
            ?? ReadMovement(body, sku, location, out movement);
        return problem is null;
    }

    private static Problem? CheckTexts(MovementBody body)
    {
        if (string.IsNullOrWhiteSpace(body.CommandId) || body.CommandId.Length > StockLimits.CommandIdLengthMax)
        {
            return new("invalid-command-id", "commandId is missing or too long.",
                $"Your own id of this command, 1 to {StockLimits.CommandIdLengthMax} characters; the same id is done once.");
        }

        if (body.Reason?.Length > StockLimits.TextLengthMax || body.Actor?.Length > StockLimits.TextLengthMax)
        {
            return new("text-too-long", "reason or actor is too long.", $"At most {StockLimits.TextLengthMax} characters.");
        }

        return null;
    }

    private static Problem? ReadSku(MovementBody body, Sku? addressedSku, out Sku sku)
    {
        if (!Sku.TryParse(body.Sku ?? addressedSku?.Value, null, out sku))
        {
            return new("invalid-sku", "sku is missing or not a SKU.", $"1 to {Sku.LengthMax} printable characters, such as 85123A.");
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

        if (!TryReadUnits(adjusts ? body.Delta : body.Units, adjusts ? -StockLimits.UnitsMax : 0, out var units))
        {
            return adjusts
                ? new("invalid-units", "delta is missing, not a whole number, or out of range.",
                    $"A whole number from -{StockLimits.UnitsMax} to {StockLimits.UnitsMax}.")
                : new("invalid-units", "units is missing, not a whole number, or out of range.",
                    $"A whole number from 0 to {StockLimits.UnitsMax}.");
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

    /// <summary>Reads a whole number of units up to <see cref="StockLimits.UnitsMax"/>; "1", 1.5 and 1e0 are none.</summary>
    internal static bool TryReadUnits(JsonElement? element, int min, out int units)
    {
        units = 0;
        return element is { ValueKind: JsonValueKind.Number } number
            && number.TryGetInt32(out units)
            && units >= min
            && units <= StockLimits.UnitsMax;
    }
}
