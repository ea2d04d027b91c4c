using System.Globalization;
using System.Text;
using StockFlow.Simulator.Marketplaces;
using StockFlow.Simulator.Replay;
using StockFlow.Stock;

namespace StockFlow.Simulator.Seeds.Day;

/// <summary>
/// A merchant's day: the shops open, buyers, warehouse and merchant do what they do, faults strike; then it calms down, and the books are
/// checked.
/// </summary>
internal sealed class MerchantDay(Simulation world)
{
    private const int TriesMax = 500;
    private static readonly TimeSpan DayLength = TimeSpan.FromHours(16);
    private static readonly TimeSpan SettleStep = TimeSpan.FromMinutes(40);
    private const int SettleStepsMax = 12;

    public Simulation World => world;

    public MerchantBooks Books { get; } = new();

    public int OrdersPlaced { get; set; }

    private int _commands;

    public async Task RunAsync()
    {
        await OpenAsync();
        world.SetDoors(open: false);
        Schedule();
        await world.PassAsync(DayLength);
        world.Faults.IsStopped = true;
        world.ShopFaults.Stop();
        await SettleAsync();
        if (world.Plan.LosesDisk)
        {
            await new LostDisk(this).RunAsync();
        }

        world.SetDoors(open: true);
        await new Promises(this).CheckAsync();
        await new EveningAudit(this).CheckAsync();
    }

    public string NextCommandId() => string.Create(CultureInfo.InvariantCulture, $"cmd-{++_commands}");

    /// <summary>Everything that is sold.</summary>
    public IReadOnlyList<Sku> AllSkus { get; } =
        [.. world.Plan.Skus, world.Plan.LateSku, .. world.Plan.Bundle is { } bundle ? [bundle] : Array.Empty<Sku>()];

    public bool IsBundle(string code) => Sku.Parse(code) == world.Plan.Bundle;

    /// <summary>What units of a SKU are made of in stock: of itself, or of any part that a bundle may have.</summary>
    public IReadOnlyList<Sku> SkusOf(string code) => IsBundle(code) ? world.Plan.Skus : [Sku.Parse(code)];

    /// <summary>Any such order of any shop; null where there is none.</summary>
    public (SeedShop Shop, ShopOrder Order)? AnyOrder(Func<ShopOrder, bool>? isMeant = null)
    {
        var shop = world.Dice.Pick(world.Shops);
        var orders = shop.Books.Orders.Where(order => isMeant?.Invoke(order) ?? true).ToList();
        return orders.Count == 0 ? null : (shop, world.Dice.Pick(orders));
    }

    /// <summary>Sends a request of the merchant's until it is answered, as a merchant's system does.</summary>
    public async Task<ApiReply> AskAsync(string method, string target, string? json = null)
    {
        var body = json is null ? default : Encoding.UTF8.GetBytes(json);
        for (var attempt = 1; ; attempt++)
        {
            var reply = await world.SendAsync(method, target, null, body);
            if (reply is { IsServerError: false })
            {
                return reply;
            }

            if (attempt == TriesMax)
            {
                throw new InvalidOperationException($"{method} {target} was never answered; at last {reply?.ToString() ?? "not at all"}.");
            }

            await world.PassAsync(TimeSpan.FromSeconds(1) + world.Dice.UpTo(TimeSpan.FromMinutes(1)));
        }
    }

    /// <param name="kind">As the API names it.</param>
    /// <param name="units">The delta of an adjustment; the units of all others.</param>
    public Task<ApiReply> MoveAsync(string id, Sku sku, LocationId location, string kind, int units) => AskAsync(
        "POST",
        $"stock/{sku}/movements",
        $$"""{"commandId":"{{id}}","kind":"{{kind}}","location":"{{location}}","{{(kind == "adjust" ? "delta" : "units")}}":{{units}},"reason":"simulated"}""");

    public async Task RetryFailuresAsync()
    {
        var failures = await AskAsync("GET", "failures?top=1000");
        foreach (var failure in failures.Json.GetProperty("items").EnumerateArray())
        {
            var id = Uri.EscapeDataString(failure.GetProperty("id").GetString()!);
            world.Trace.Note($"failure {failure}");
            Books.SetAside(failure.GetProperty("subject").GetString()!);
            await AskAsync("POST", $"failures/{id}/retry");
        }
    }

    private async Task OpenAsync()
    {
        foreach (var shop in world.Shops)
        {
            foreach (var sku in AllSkus)
            {
                shop.Books.List(sku.Value, 0);
            }

            shop.Books.Changed = change => Tell(shop, change);
        }

        foreach (var sku in world.Plan.Skus)
        {
            foreach (var location in world.Plan.Locations)
            {
                var units = world.Dice.Between(0, 25);
                var reply = await MoveAsync(NextCommandId(), sku, location, "receive", units);
                if (!reply.IsSuccess)
                {
                    world.Wrong($"The first receipt of {sku} was answered {reply}.");
                }

                Books.Move(sku, units);
            }
        }

        if (world.Plan.Bundle is { } set && world.Dice.Chance(0.7))
        {
            await ChangeBundle.DefineAsync(this, set, world.Plan.Skus.Take(2).ToDictionary(sku => sku, _ => world.Dice.Between(1, 3)));
        }

        foreach (var shop in world.Shops)
        {
            await AskAsync("POST", $"channels/{shop.Id}/listings/import");
        }

        await world.PassAsync(TimeSpan.FromHours(1));
    }

    /// <summary>Draws what is done when. Much of it at the same moment, so that it meets.</summary>
    private void Schedule()
    {
        var kinds = DayAction.All();
        var time = world.Clock.GetUtcNow();
        var end = time + DayLength - TimeSpan.FromHours(1);
        for (var number = 0; number < world.Plan.Actions; number++)
        {
            time += world.Dice.Chance(0.6) ? TimeSpan.Zero : world.Dice.UpTo((DayLength - TimeSpan.FromHours(1)) * 4 / world.Plan.Actions);
            time = time < end ? time : end;
            var kind = world.Dice.Pick(kinds, kind => kind.Weight);
            world.BeginAt(time, kind.Name, () =>
            {
                world.Trace.Add("does", kind.Name);
                return kind.DoAsync(this);
            });
        }

        world.BeginAt(time, "late receipt", async () =>
        {
            var units = world.Dice.Between(0, 10);
            await MoveAsync(NextCommandId(), world.Plan.LateSku, world.Dice.Pick(world.Plan.Locations), "receive", units);
            Books.Move(world.Plan.LateSku, units);
        });
        world.BeginAt(time, "late bundle", DefineLateAsync);
    }

    /// <summary>What the company sells as a bundle is one by the evening. Somebody may be about to take it out of sale before it ever was.</summary>
    private async Task DefineLateAsync()
    {
        while (world.Plan.Bundle is not null && Books.Bundles.Count == 0)
        {
            await new ChangeBundle().DoAsync(this);
            await world.PassAsync(TimeSpan.FromMinutes(1));
        }
    }

    /// <summary>Ends when all is done that goes on, here and outside, and what failed was done again.</summary>
    public async Task SettleAsync()
    {
        for (var step = 0; step < SettleStepsMax; step++)
        {
            var deadlines = await HoldDeadlinesAsync();
            await world.PassAsync(SettleStep);

            // What a hold gives back is on its way to the shops for as long as a step.
            if (world.IsOutsideIdle && step >= 4 && deadlines.All(deadline => deadline > world.Clock.GetUtcNow()))
            {
                return;
            }

            await RetryFailuresAsync();
        }

        world.Wrong("What goes on outside does not end.");
    }

    private async Task<IReadOnlyList<DateTimeOffset>> HoldDeadlinesAsync()
    {
        var holds = await AskAsync("GET", "holds?top=1000");
        return [.. holds.Json.GetProperty("items").EnumerateArray().Select(hold => hold.GetProperty("until").GetDateTimeOffset())];
    }

    private void Tell(SeedShop shop, ShopChange change)
    {
        world.Trace.Add("order", string.Create(CultureInfo.InvariantCulture, $"{shop.Id}/{change.Order.Id} {change.Kind}"));
        world.Trace.Note($"{string.Join(", ", change.Order.Lines.Select(line => $"{line.Id}: {line.OpenUnits} of {line.Code}"))}");
        if (!shop.Plan.Webhooks)
        {
            return;
        }

        var mayBeLost = shop.Plan.PollInterval is not null;
        if (mayBeLost && world.Faults.Strikes(SeedFault.DeliveryLost))
        {
            world.Trace.Add("webhook lost");
            return;
        }

        var late = world.Faults.Strikes(SeedFault.DeliveryLate) ? TimeSpan.FromHours(2) : TimeSpan.FromSeconds(2);
        for (var copies = world.Faults.Strikes(SeedFault.DeliveryDoubled) ? 2 : 1; copies > 0; copies--)
        {
            world.BeginAt(world.Clock.GetUtcNow() + world.Dice.UpTo(late), "webhook", () => DeliverAsync(shop, ShopProtocol.WebhookOf(shop.Plan, change), mayBeLost));
        }
    }

    /// <summary>Sends a webhook until it is taken.</summary>
    public async Task DeliverAsync(SeedShop shop, WebhookMessage message, bool mayBeGivenUp)
    {
        for (var attempt = 1; attempt <= TriesMax; attempt++)
        {
            var reply = await world.SendAsync("POST", $"webhooks/{shop.Id}", message.Headers(world.Clock.GetUtcNow()), message.Body);
            if (reply is { IsSuccess: true } || (mayBeGivenUp && attempt == 4))
            {
                return;
            }

            if (reply is { IsServerError: false })
            {
                world.Wrong($"A webhook of {shop.Id} was answered {reply}.");
                return;
            }

            await world.PassAsync(TimeSpan.FromSeconds(5 * Math.Min(attempt, 60)));
        }

        world.Wrong($"A webhook of {shop.Id} was never taken.");
    }
}
