namespace StockFlow.Auditing;

/// <summary>The numbers of a level, one by one.</summary>
internal enum LevelField
{
    OnHand,
    Reserved,
    SafetyStock,
    Incoming,
    Backordered,
}
