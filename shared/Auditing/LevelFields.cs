using StockFlow.Stock;

namespace StockFlow.Auditing;

/// <summary>Reads and writes the numbers of a level by their names.</summary>
internal static class LevelFields
{
    public static readonly LevelField[] All = [LevelField.OnHand, LevelField.Reserved, LevelField.SafetyStock, LevelField.Incoming, LevelField.Backordered];

    public static int Units(this LocationLevel level, LevelField field) => field switch
    {
        LevelField.OnHand => level.OnHandUnits,
        LevelField.Reserved => level.ReservedUnits,
        LevelField.SafetyStock => level.SafetyStockUnits,
        LevelField.Incoming => level.IncomingUnits,
        _ => level.BackorderedUnits,
    };

    public static LocationLevel With(this LocationLevel level, LevelField field, int units) => field switch
    {
        LevelField.OnHand => level with { OnHandUnits = units },
        LevelField.Reserved => level with { ReservedUnits = units },
        LevelField.SafetyStock => level with { SafetyStockUnits = units },
        LevelField.Incoming => level with { IncomingUnits = units },
        _ => level with { BackorderedUnits = units },
    };

    /// <summary>The glossary's word.</summary>
    public static string Word(this LevelField field) => field switch
    {
        LevelField.OnHand => "on hand",
        LevelField.Reserved => "reserved",
        LevelField.SafetyStock => "safety stock",
        LevelField.Incoming => "incoming",
        _ => "backordered",
    };
}
