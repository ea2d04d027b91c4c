using System.Net;
using System.Text.Json;
using StockFlow.Stock;

namespace StockFlow.Simulator.Seeds.Day;

/// <summary>A stocktake of some items at one place while selling goes on: one or two people count, sometimes again; it is closed and posted.</summary>
internal sealed class CountStock() : DayAction(4)
{
    private const int LooksMax = 2_000;

    public override async Task DoAsync(MerchantDay day)
    {
        var dice = day.World.Dice;
        var (id, location, skus) = ($"count-{day.NextCommandId()}", dice.Pick(day.World.Plan.Locations), dice.Some(day.World.Plan.Skus));
        var listed = string.Join(',', skus.Select(sku => $"\"{sku}\""));
        await StepAsync(day, id, "counts", $$"""{"id":"{{id}}","location":"{{location}}","skus":[{{listed}}]}""", "open");

        var told = new Dictionary<(Sku Sku, string Person), Told>();
        foreach (var (sku, person) in dice.Shuffle(skus.SelectMany(sku => dice.Some(["anna", "ben", "anna"]).Select(person => (sku, person)))))
        {
            await day.World.PassAsync(dice.Chance(0.7) ? TimeSpan.Zero : dice.UpTo(TimeSpan.FromMinutes(30)));
            told[(sku, person)] = await CountAsync(day, id, sku, location, person);
        }

        await day.World.PassAsync(dice.UpTo(TimeSpan.FromMinutes(30)));
        await StepAsync(day, id, $"counts/{id}/close", null, "closed");
        if (await EnterAsync(day, id, skus[0], "anna", 1) is { IsSuccess: true } late)
        {
            day.World.Wrong($"{id} is closed and answered an entry {late}.");
        }

        await day.World.PassAsync(dice.UpTo(TimeSpan.FromMinutes(30)));
        await StepAsync(day, id, $"counts/{id}/post", null, "posted");
        var lines = await day.AskAsync("GET", $"counts/{id}/lines?top=1000");
        foreach (var line in lines.Json.GetProperty("items").EnumerateArray().Select(line => CountedLine.Of(id, line)))
        {
            Compare(day, line, told);
            day.Books.Count(line);
        }
    }

    private static async Task<Told> CountAsync(MerchantDay day, string id, Sku sku, LocationId location, string person)
    {
        var dice = day.World.Dice;
        var (from, there) = await LookAsync(day, sku, location);
        var units = person == "anna" ? Math.Max(0, there - dice.Between(0, 2)) : dice.Between(0, 2);
        var reply = await EnterAsync(day, id, sku, person, units);
        if (reply.Status != HttpStatusCode.OK || reply.Json[0].GetProperty("status").GetInt32() != 200)
        {
            day.World.Wrong($"{person} counted {units} of {sku} for {id} and was answered {reply}.");
        }

        return new Told(units, from, (await LookAsync(day, sku, location)).Position);
    }

    /// <summary>What is told is what was entered, each with a position of the journal from while it was entered.</summary>
    private static void Compare(MerchantDay day, CountedLine line, Dictionary<(Sku Sku, string Person), Told> told)
    {
        var expected = told.Where(entry => entry.Key.Sku == line.Sku).ToDictionary(entry => entry.Key.Person, entry => entry.Value);
        if (line.Entries.Count != expected.Count || !line.Entries.All(entry => expected.TryGetValue(entry.Person, out var own)
            && own.Units == entry.Units && entry.Position >= own.From && entry.Position <= own.To))
        {
            day.World.Wrong($"{line.Count} has {string.Join(", ", line.Entries)} of {line.Sku}, told was {string.Join(", ", expected)}.");
        }
    }

    private static async Task<(long Position, int OnHandUnits)> LookAsync(MerchantDay day, Sku sku, LocationId location)
    {
        var stock = (await day.AskAsync("GET", $"stock/{sku}")).Json;
        var levels = stock.GetProperty("locations").EnumerateArray().Where(level => level.GetProperty("location").GetString() == location.Value);
        return (stock.GetProperty("position").GetInt64(), levels.Sum(level => level.GetProperty("onHandUnits").GetInt32()));
    }

    private static Task<ApiReply> EnterAsync(MerchantDay day, string id, Sku sku, string person, int units) => day.AskAsync(
        "POST",
        $"counts/{id}/entries",
        $$"""[{"commandId":"{{day.NextCommandId()}}","sku":"{{sku}}","person":"{{person}}","zone":"floor","units":{{units}}}]""");

    private static async Task StepAsync(MerchantDay day, string id, string target, string? json, string expected)
    {
        var reply = await day.AskAsync("POST", target, json);
        for (var look = 1; reply.IsSuccess && look <= LooksMax; look++)
        {
            if ((await day.AskAsync("GET", $"counts/{id}")).Json.GetProperty("state").GetString() == expected)
            {
                return;
            }

            await day.World.PassAsync(TimeSpan.FromSeconds(30));
        }

        day.World.Wrong($"{id} is never {expected}; {target} was answered {reply}.");
    }

    /// <param name="From">The last position of the journal known before it was entered.</param>
    /// <param name="To">The last one known after.</param>
    private sealed record Told(int Units, long From, long To);
}
