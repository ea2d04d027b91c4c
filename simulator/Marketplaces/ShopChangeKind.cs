namespace StockFlow.Simulator.Marketplaces;

/// <summary>What happened to an order.</summary>
public enum ShopChangeKind
{
    Placed,
    Paid,
    Bounced,
    Edited,
    Shipped,
    Refunded,
    Cancelled,
}
