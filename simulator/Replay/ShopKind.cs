namespace StockFlow.Simulator.Replay;

/// <summary>Which protocol a fake marketplace speaks.</summary>
public enum ShopKind
{
    Shopify,
    WooCommerce,
    Http,
}
