using System.Globalization;

namespace StockFlow.Simulator.Seeds.Day;

/// <summary>
/// The merchant records what a buyer sent back: for sale again, or not. Shops tell of returns as well, before or after, of the same units or of
/// others.
/// </summary>
internal sealed class ReturnUnits() : DayAction(8)
{
    public override async Task DoAsync(MerchantDay day)
    {
        if (day.AnyOrder(order => order.Lines.Any(line => line.ShippedUnits > 0)) is not var (shop, order))
        {
            return;
        }

        var dice = day.World.Dice;
        var sku = dice.Pick(day.SkusOf(dice.Pick(order.Lines).Code));
        var (id, units, isWriteOff, location) = (day.NextCommandId(), dice.Between(1, 2), dice.Chance(0.4), dice.Pick(day.World.Plan.Locations));
        var isRepeated = dice.Chance(0.2);
        var isMisused = dice.Chance(0.05);
        Task<ApiReply> SendAsync(int some) => day.AskAsync(
            "POST",
            $"orders/{shop.Id}/{order.Id}/returns",
            $$"""{"commandId":"{{id}}","sku":"{{sku}}","location":"{{location}}","units":{{some}},"kind":"{{(isWriteOff ? "writeOff" : "restock")}}"}""");

        var first = SendAsync(units);
        var again = isRepeated ? await SendAsync(units) : null;
        var reply = await first;
        if (again is { IsSuccess: true } && reply.IsSuccess && !again.Body.AsSpan().SequenceEqual(reply.Body))
        {
            // One of them may be refused: a refusal is not on record.
            day.World.Wrong($"{id} was answered {reply} and then {again}.");
        }

        if (reply.IsSuccess || again is { IsSuccess: true })
        {
            day.Books.TakeBack(string.Create(CultureInfo.InvariantCulture, $"{shop.Id}/{order.Id}"), sku, units, isWriteOff);
        }

        if (isMisused && reply.IsSuccess && await SendAsync(units + 1) is { IsSuccess: true } misused)
        {
            day.World.Wrong($"{id} was used again with other content and answered {misused}.");
        }
    }
}
