using StockFlow.Stock;

namespace StockFlow.Simulator.Seeds.Day;

/// <summary>The merchant makes the bundle of other parts, or defines it for the first time. What was sold stays as it was sold.</summary>
internal sealed class ChangeBundle() : DayAction(3)
{
    public override async Task DoAsync(MerchantDay day)
    {
        var dice = day.World.Dice;
        if (day.World.Plan.Bundle is not { } bundle || !day.Books.BeginSetting("bundle"))
        {
            return;
        }

        await DefineAsync(day, bundle, dice.Some(day.World.Plan.Skus).Take(3).ToDictionary(sku => sku, _ => dice.Between(1, 3)));
        day.Books.EndSetting("bundle");
    }

    /// <summary>Says what the bundle is made of from now on.</summary>
    public static async Task DefineAsync(MerchantDay day, Sku bundle, IReadOnlyDictionary<Sku, int> parts)
    {
        // Noted first: orders may be made of it before the answer is here.
        day.Books.Bundles.Add(parts);
        day.Books.IsBundleRetired = false;
        var components = string.Join(',', parts.Select(part => $$"""{"sku":"{{part.Key}}","units":{{part.Value}}}"""));
        if (await day.AskAsync("PUT", $"bundles/{bundle}", $$"""{"components":[{{components}}]}""") is { IsSuccess: false } refused)
        {
            day.World.Wrong($"The bundle was answered {refused}.");
        }
    }
}
