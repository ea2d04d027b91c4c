namespace StockFlow.Simulator.Seeds.Day;

/// <summary>A whole order is called off.</summary>
internal sealed class CancelOrder() : DayAction(6)
{
    public override Task DoAsync(MerchantDay day)
    {
        if (day.AnyOrder() is var (shop, order))
        {
            shop.Books.Cancel(order.Id);
        }

        return Task.CompletedTask;
    }
}
