namespace StockFlow.Channels.WooCommerce;

/// <summary>WooCommerce's form of an error, of a whole call or of one item.</summary>
internal sealed record WooError(string? Code, string? Message, WooError.Detail? Data)
{
    internal sealed record Detail(int? Status);
}
