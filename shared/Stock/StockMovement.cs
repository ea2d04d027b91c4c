namespace StockFlow.Stock;

/// <summary>A change of one SKU at one location that no order asked for. Done at most once per command id.</summary>
/// <param name="CommandId">
/// Made by the originator, 1 to <see cref="StockLimits.CommandIdLengthMax"/> characters, unique for the SKU. Sent again with the same
/// content it gets the first answer.
/// </param>
/// <param name="Sku">The item.</param>
/// <param name="Location">Where.</param>
/// <param name="Actor">Who asks, for the journal; at most <see cref="StockLimits.TextLengthMax"/> characters, null where unknown. Not part of the content.</param>
/// <param name="Reason">Why, for the journal; at most <see cref="StockLimits.TextLengthMax"/> characters, null where none was given.</param>
public abstract record StockMovement(string CommandId, Sku Sku, LocationId Location, string? Actor, string? Reason)
{
    /// <summary>How the journal calls it.</summary>
    internal abstract JournalKind Kind { get; }

    /// <summary>The number it carries: a level or a delta, as its kind says.</summary>
    internal abstract int Units { get; }

    /// <exception cref="ArgumentException">A value is out of its range: the caller did not check its input.</exception>
    internal void Check()
    {
        CheckTexts(CommandId, Actor, Reason);
        if (Units > StockLimits.UnitsMax || Units < (Kind is JournalKind.Adjusted or JournalKind.Mended ? -StockLimits.UnitsMax : 0))
        {
            throw new ArgumentOutOfRangeException(nameof(Units), Units, $"{CommandId} is out of range; a number has at most {StockLimits.UnitsMax} units.");
        }
    }

    /// <exception cref="ArgumentException">One is missing or too long.</exception>
    internal static void CheckTexts(string commandId, string? actor, string? reason)
    {
        CheckLength(commandId, 1, StockLimits.CommandIdLengthMax, nameof(CommandId));
        CheckLength(actor, 0, StockLimits.TextLengthMax, nameof(Actor));
        CheckLength(reason, 0, StockLimits.TextLengthMax, nameof(Reason));
    }

    private static void CheckLength(string? text, int min, int max, string name)
    {
        var length = text?.Length ?? 0;
        if (length < min || length > max)
        {
            throw new ArgumentException($"{name} has {length} characters; expected {min} to {max}.");
        }
    }
}
