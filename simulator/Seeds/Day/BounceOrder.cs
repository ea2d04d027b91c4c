using System.Globalization;

namespace StockFlow.Simulator.Seeds.Day;

/// <summary>A payment is taken back: the order that was paid waits for its payment again, from now on if the app knew it as paid.</summary>
internal sealed class BounceOrder() : DayAction(5)
{
    public override async Task DoAsync(MerchantDay day)
    {
        if (day.AnyOrder(order => order is { IsUnpaid: false, CancelledAt: null }) is not var (shop, order))
        {
            return;
        }

        var id = string.Create(CultureInfo.InvariantCulture, $"{shop.Id}/{order.Id}");
        var reply = await day.AskAsync("GET", $"orders/{id}");
        var before = shop.Books.Order(order.Id)!;
        var wasKnownAsPaid = reply.IsSuccess && reply.Json.GetProperty("state").GetString() == "open"
            && reply.Json.GetProperty("updatedAt").GetDateTimeOffset() == before.UpdatedAt;
        if (!before.IsUnpaid && shop.Books.Bounce(order.Id).IsUnpaid)
        {
            day.Books.AwaitPayment(id, day.World.Clock.GetUtcNow(), isKnown: wasKnownAsPaid);
        }
    }
}
