using System.Text.Json;
using StockFlow.Simulator.Replay;

namespace StockFlow.Simulator.Seeds.Day;

/// <summary>
/// The disk is lost after the day, and the newest backup put into a new store. Then everybody does what docs/operations.md asks for: the merchant
/// ends transfers and says again what he wants, shops that are not polled send their webhooks again. Buyers go on meanwhile.
/// </summary>
internal sealed class LostDisk(MerchantDay day)
{
    private const int LooksMax = 500;
    private const int ActionsAfterwards = 25;
    private static readonly TimeSpan TimeAfterwards = TimeSpan.FromHours(2);

    /// <summary>What shops and their buyers do: the merchant waits until he knows what is there.</summary>
    private static readonly IReadOnlyList<DayAction> Kinds =
        [new PlaceOrder(), new PayOrder(), new BounceOrder(), new EditOrder(), new CancelOrder(), new RefundOrder(), new ShipOrder(), new LookAround()];

    /// <summary>Does nothing where there is no backup.</summary>
    public async Task RunAsync()
    {
        var backups = await day.AskAsync("GET", "backups");
        if (backups.Json.GetProperty("items").GetArrayLength() == 0)
        {
            return;
        }

        var lostAt = day.World.Clock.GetUtcNow();
        await day.World.LoseDiskAsync();
        day.Books.BeginAnew();
        day.World.Faults.IsStopped = false;
        BuyersGoOn();
        await SayAgainAsync();
        await TellAgainAsync();
        await EndTransfersAsync();
        await day.World.PassAsync(TimeAfterwards);
        day.World.Faults.IsStopped = true;
        await day.SettleAsync();
        foreach (var shop in day.World.Shops)
        {
            CheckTold(shop, lostAt);
        }
    }

    /// <summary>What a shop shows nobody knew any more: it was told of every item, also where nothing has changed since.</summary>
    private void CheckTold(SeedShop shop, DateTimeOffset since)
    {
        var told = shop.Books.Shown.Where(number => number.At >= since).Select(number => number.Sku).ToHashSet();
        foreach (var sku in day.World.Plan.Skus.Where(sku => !told.Contains(sku)))
        {
            day.World.Wrong($"{shop.Id} was told no number of {sku} after the restore.");
        }
    }

    private void BuyersGoOn()
    {
        var dice = day.World.Dice;
        for (var number = 0; number < ActionsAfterwards; number++)
        {
            var kind = dice.Pick(Kinds, kind => kind.Weight);
            day.World.BeginAt(day.World.Clock.GetUtcNow() + dice.UpTo(TimeAfterwards), kind.Name, () =>
            {
                day.World.Trace.Add("does", kind.Name);
                return kind.DoAsync(day);
            });
        }
    }

    /// <summary>The bundle, the terms and prices of items, safety stock; and that the item that came late has come.</summary>
    private async Task SayAgainAsync()
    {
        await day.MoveAsync(day.NextCommandId(), day.World.Plan.LateSku, day.World.Plan.Locations[0], "receive", 1);
        foreach (var ((kind, sku, location), units) in day.Books.Settings.Where(setting => setting.Key.Kind == "safetyStock").ToList())
        {
            await day.MoveAsync(day.NextCommandId(), sku, location, kind, units);
        }

        foreach (var ((sku, shop), terms) in day.Books.Terms)
        {
            await day.AskAsync("PUT", shop is null ? $"items/{sku}" : $"items/{sku}/channels/{shop}", terms.ToBody());
        }

        foreach (var (sku, price) in day.Books.Prices)
        {
            await day.AskAsync("PUT", $"items/{sku}/price", ChangePrice.Body(price));
        }

        if (day.World.Plan.Bundle is { } bundle && day.Books.Bundles.Count > 0)
        {
            var isRetired = day.Books.IsBundleRetired;
            await ChangeBundle.DefineAsync(day, bundle, day.Books.Bundles[^1]);
            if (isRetired)
            {
                await new RetireBundle().DoAsync(day);
            }
        }
    }

    private async Task TellAgainAsync()
    {
        foreach (var shop in day.World.Shops.Where(shop => shop.Plan.PollInterval is null))
        {
            foreach (var order in shop.Books.Orders)
            {
                var message = ShopProtocol.WebhookOf(shop.Plan, new(Marketplaces.ShopChangeKind.Edited, order));
                await day.DeliverAsync(shop, message, mayBeGivenUp: false);
            }
        }
    }

    /// <summary>What the backup knows as on its way has long arrived, and what it knows as planned nobody wants any more.</summary>
    private async Task EndTransfersAsync()
    {
        for (var look = 1; look <= LooksMax; look++)
        {
            var open = (await day.AskAsync("GET", "transfers?top=1000")).Json.GetProperty("items").EnumerateArray()
                .Where(transfer => !transfer.GetProperty("isSettled").GetBoolean() || StateOf(transfer) is "planning" or "planned" or "inTransit")
                .ToList();
            if (open.Count == 0)
            {
                return;
            }

            foreach (var transfer in open.Where(transfer => transfer.GetProperty("isSettled").GetBoolean()))
            {
                await EndAsync($"transfers/{transfer.GetProperty("id").GetString()}");
            }

            await day.World.PassAsync(TimeSpan.FromSeconds(30));
        }

        day.World.Wrong("Restored transfers do not end.");
    }

    private async Task EndAsync(string target)
    {
        var transfer = (await day.AskAsync("GET", target)).Json;
        if (StateOf(transfer) == "planned")
        {
            await day.AskAsync("POST", $"{target}/cancel");
        }
        else if (StateOf(transfer) == "inTransit")
        {
            var lines = transfer.GetProperty("lines").EnumerateArray().Select(line =>
                $$"""{"sku":"{{line.GetProperty("sku").GetString()}}","receivedUnits":{{line.GetProperty("dispatchedUnits").GetInt32() - line.GetProperty("lostUnits").GetInt32()}}}""");
            await day.AskAsync("POST", $"{target}/receive", $$"""{"lines":[{{string.Join(',', lines)}}]}""");
        }
    }

    private static string StateOf(JsonElement transfer) => transfer.GetProperty("state").GetString()!;
}
