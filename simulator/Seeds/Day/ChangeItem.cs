
namespace StockFlow.Simulator.Seeds.Day;

/// <summary>
/// The terms of an item change, for every shop or for one: what is kept back, shown, promised beyond what
/// is there, when it is released, and what it costs.
/// </summary>
internal sealed class ChangeItem() : DayAction(6)
{
    /// <summary>So soon that every release date is past before the books are checked.</summary>
    private static readonly TimeSpan ReleaseMax = TimeSpan.FromHours(2);

    public override async Task DoAsync(MerchantDay day)
    {
        var dice = day.World.Dice;
        var sku = dice.Pick(day.AllSkus);
        var shop = dice.Chance(0.4) ? dice.Pick(day.World.Shops) : null;
        if (!day.Books.BeginSetting($"terms of {sku} {shop?.Id}"))
        {
            return;
        }

        var terms = new ShownTerms(
            dice.Chance(0.5) ? dice.Between(0, 3) : null,
            dice.Chance(0.4) ? dice.Pick([100, 70, 30]) : null,
            dice.Chance(0.3) ? dice.Between(0, 8) : null,
            dice.Chance(0.3) ? dice.Between(0, 3) : null,
            shop is null && dice.Chance(0.3) ? dice.Between(0, 6) : null);
        DateTimeOffset? releaseAt = shop is null && dice.Chance(0.2) ? day.World.Clock.GetUtcNow() + dice.UpTo(ReleaseMax) : null;
        int? preorderLimit = releaseAt is not null && dice.Chance(0.5) ? dice.Between(0, 6) : null;
        if (terms.BackorderLimitUnits is not null || releaseAt is not null)
        {
            day.Books.PromiseByOwnRules(sku);
        }

        day.Books.AllowBackorders(sku, Math.Max(terms.BackorderLimitUnits ?? 0, preorderLimit ?? 0));

        if (shop is null && terms.BackorderLimitUnits is null)
        {
            day.Books.LimitBackorders(sku, false, day.World.Clock.GetUtcNow());
        }

        var body = terms.ToBody(
            ("releaseAt", releaseAt?.ToString("O")), ("preorderLimit", preorderLimit), ("unitCost", shop is null ? dice.Between(1, 900) / 100m : null));
        var target = shop is null ? $"items/{sku}" : $"items/{sku}/channels/{shop.Id}";
        var reply = await day.AskAsync("PUT", target, body);
        day.Books.EndSetting($"terms of {sku} {shop?.Id}");
        if (reply.IsSuccess)
        {
            day.Books.Terms[(sku, shop?.Id)] = terms;
            if (terms.BackorderLimitUnits is not null)
            {
                day.Books.LimitBackorders(sku, true, day.World.Clock.GetUtcNow());
            }
        }
        else
        {
            day.World.Wrong($"PUT {target} {body} was answered {reply}.");
        }
    }
}
