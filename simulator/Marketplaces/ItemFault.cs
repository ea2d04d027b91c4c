namespace StockFlow.Simulator.Marketplaces;

/// <summary>What goes wrong with one item of a batch.</summary>
public enum ItemFault
{
    None,
    Refused,
}
