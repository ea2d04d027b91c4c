using System.Net;

namespace StockFlow.Simulator.Seeds.Day;

/// <summary>Units go from one place to another: planned, sent off or given up, and received in one or two goes, some of them lost on the way.</summary>
internal sealed class TransferUnits() : DayAction(5)
{
    private const int LooksMax = 2_000;

    public override async Task DoAsync(MerchantDay day)
    {
        var dice = day.World.Dice;
        var places = dice.Shuffle(day.World.Plan.Locations);
        if (places.Count < 2)
        {
            return;
        }

        var (sku, units, id) = (dice.Pick(day.World.Plan.Skus), dice.Between(1, 6), $"transfer-{day.NextCommandId()}");
        var planned = await day.AskAsync(
            "POST", "transfers", $$"""{"id":"{{id}}","from":"{{places[0]}}","to":"{{places[1]}}","lines":[{"sku":"{{sku}}","units":{{units}}}]}""");
        if (!planned.IsSuccess || await SettledAsync(day, id) != "planned")
        {
            return;
        }

        await day.World.PassAsync(dice.UpTo(TimeSpan.FromHours(1)));
        if (dice.Chance(0.25))
        {
            await StepAsync(day, id, "cancel", null, "cancelled");
            return;
        }

        var dispatched = await day.AskAsync("POST", $"transfers/{id}/dispatch");
        if (dispatched.Status == HttpStatusCode.Conflict)
        {
            // What was set aside was written off since, or left without an order.
            await StepAsync(day, id, "cancel", null, "cancelled");
            return;
        }

        if (await SettledAsync(day, id) is var state && state != "inTransit")
        {
            day.World.Wrong($"{id} is {state} after its dispatch, which was answered {dispatched}.");
        }

        var (received, lost) = (dice.Between(0, units), 0);
        if (received < units)
        {
            await day.World.PassAsync(dice.UpTo(TimeSpan.FromHours(1)));
            await StepAsync(day, id, "receive", $$"""{"lines":[{"sku":"{{sku}}","receivedUnits":{{received}}}]}""", "inTransit");
            lost = dice.Between(0, units - received);
        }

        await day.World.PassAsync(dice.UpTo(TimeSpan.FromHours(1)));
        await StepAsync(
            day, id, "receive", $$"""{"lines":[{"sku":"{{sku}}","receivedUnits":{{units - lost}},"lostUnits":{{lost}}}]}""", "completed");
        day.Books.Move(sku, -lost);
    }

    private static async Task StepAsync(MerchantDay day, string id, string step, string? json, string expected)
    {
        var reply = await day.AskAsync("POST", $"transfers/{id}/{step}", json);
        var state = reply.IsSuccess ? await SettledAsync(day, id) : null;
        if (state != expected)
        {
            day.World.Wrong($"{id} is {state} after {step}, which was answered {reply}.");
        }
    }

    /// <returns>The state once all that was asked is done.</returns>
    private static async Task<string?> SettledAsync(MerchantDay day, string id)
    {
        for (var look = 1; look <= LooksMax; look++)
        {
            var reply = await day.AskAsync("GET", $"transfers/{id}");
            if (reply.IsSuccess && reply.Json is var transfer && transfer.GetProperty("isSettled").GetBoolean())
            {
                return transfer.GetProperty("state").GetString();
            }

            await day.World.PassAsync(TimeSpan.FromSeconds(30));
        }

        day.World.Wrong($"{id} is never settled.");
        return null;
    }
}
