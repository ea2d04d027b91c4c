namespace StockFlow.Simulator.Marketplaces;

/// <summary>What goes wrong with a call to a marketplace.</summary>
public enum CallFault
{
    None,
    Throttled,
    ServerError,
    BrokenBefore,
    BrokenAfter,
}
