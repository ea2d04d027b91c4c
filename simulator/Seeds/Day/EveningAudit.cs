using System.Text.Json;

namespace StockFlow.Simulator.Seeds.Day;

/// <summary>Has the app compare its own records, all of them, once the day is over. It must not have found anything, now or in the day.</summary>
internal sealed class EveningAudit(MerchantDay day)
{
    private const int LooksMax = 500;

    public async Task CheckAsync()
    {
        var asked = day.World.Clock.GetUtcNow();
        for (var look = 1; look <= LooksMax; look++)
        {
            var found = (await day.AskAsync("GET", "audit?top=1000")).Json;
            var run = found.GetProperty("run");
            var isOver = run.ValueKind == JsonValueKind.Null || run.GetProperty("state").GetString() is not ("running" or "pending");
            if (isOver && run.ValueKind == JsonValueKind.Object && run.GetProperty("startedAt").GetDateTimeOffset() >= asked)
            {
                Check(run, found.GetProperty("items"));
                return;
            }

            if (isOver)
            {
                // One that the timer started may have been running.
                await day.AskAsync("POST", "audit?full=true");
            }

            await day.World.PassAsync(TimeSpan.FromSeconds(10));
        }

        day.World.Wrong("The audit does not end.");
    }

    private void Check(JsonElement run, JsonElement differences)
    {
        if (run.GetProperty("state").GetString() != "completed")
        {
            day.World.Wrong($"The audit ended as {run}.");
        }

        foreach (var difference in differences.EnumerateArray().Where(difference => !WasInSight(difference)))
        {
            day.World.Wrong($"The audit found {difference}.");
        }
    }

    /// <summary>An order that stood among the failures for an hour was not done, and is now.</summary>
    private bool WasInSight(JsonElement difference) =>
        difference.GetProperty("kind").GetString() == "orderUnfinished"
        && difference.GetProperty("state").GetString() == "gone"
        && day.Books.WasSetAside(difference.GetProperty("order").GetString()!);
}
