namespace StockFlow.Channels.WooCommerce;

/// <summary>What we read of a batch's answer: each item by its id, with an error where it was refused.</summary>
internal sealed record WooBatchAnswer(List<WooBatchAnswer.Result?>? Update)
{
    internal sealed record Result(long? Id, WooError? Error);
}
