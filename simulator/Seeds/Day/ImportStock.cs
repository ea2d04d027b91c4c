using System.Globalization;
using StockFlow.Stock;

namespace StockFlow.Simulator.Seeds.Day;

/// <summary>A file sets levels of some items at some places, as from another system; sometimes it is sent again.</summary>
internal sealed class ImportStock() : DayAction(3)
{
    private const int LooksMax = 2_000;

    public override async Task DoAsync(MerchantDay day)
    {
        var dice = day.World.Dice;
        var id = $"file-{day.NextCommandId()}";
        var text = "sku,location,onHand,safetyStock\n";
        var rows = dice.Some(day.World.Plan.Skus).SelectMany(sku => dice.Some(day.World.Plan.Locations).Select(location => (sku, location))).ToList();
        var safetyStock = new Dictionary<(Sku Sku, LocationId Location), int>();
        for (var at = 0; at < rows.Count; at++)
        {
            var (sku, location) = rows[at];
            int? onHand = dice.Chance(0.5) ? dice.Between(0, 12) : null;
            int? kept = onHand is null || dice.Chance(0.3) ? dice.Between(0, 3) : null;
            if (kept is { } units && day.Books.BeginSetting($"safetyStock of {sku} at {location}"))
            {
                safetyStock.Add(rows[at], units);
            }
            else
            {
                kept = null;
            }

            if (onHand is { } counted)
            {
                day.Books.Import($"import:{id}:{(at + 2).ToString(CultureInfo.InvariantCulture)}:onHand", sku, location, counted);
            }

            text += string.Create(CultureInfo.InvariantCulture, $"{sku},{location},{onHand},{kept}\n");
        }

        var isRepeated = dice.Chance(0.3);
        await SendAsync(day, id, text);
        if (isRepeated)
        {
            await day.World.PassAsync(dice.UpTo(TimeSpan.FromMinutes(2)));
            await SendAsync(day, id, text);
        }

        await EndAsync(day, id, rows.Count);
        foreach (var ((sku, location), units) in safetyStock)
        {
            day.Books.EndSetting($"safetyStock of {sku} at {location}");
            day.Books.Settings[("safetyStock", sku, location)] = units;
        }
    }

    private static async Task SendAsync(MerchantDay day, string id, string text)
    {
        if (await day.AskAsync("POST", $"imports/stock/{id}", text) is { IsSuccess: false } refused)
        {
            day.World.Wrong($"{id} was answered {refused}.");
        }
    }

    private static async Task EndAsync(MerchantDay day, string id, int rows)
    {
        for (var look = 1; look <= LooksMax; look++)
        {
            var import = (await day.AskAsync("GET", $"imports/stock/{id}")).Json;
            if (import.GetProperty("state").GetString() == "done")
            {
                if (import.GetProperty("appliedRows").GetInt32() != rows || import.GetProperty("refusedRows").GetInt32() != 0)
                {
                    day.World.Wrong($"{id} has {rows} rows and ended as {import}.");
                }

                return;
            }

            await day.World.PassAsync(TimeSpan.FromSeconds(30));
        }

        day.World.Wrong($"{id} is never done.");
    }
}
