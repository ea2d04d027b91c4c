namespace StockFlow.Simulator.Seeds.Day;

/// <summary>Somebody has everything backed up, while all goes on.</summary>
internal sealed class BackUp() : DayAction(2)
{
    public override async Task DoAsync(MerchantDay day)
    {
        if (day.World.Plan.HasBackups && await day.AskAsync("POST", "backups") is { IsSuccess: false } refused)
        {
            day.World.Wrong($"A backup was answered {refused}.");
        }
    }
}
