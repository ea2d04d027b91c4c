namespace StockFlow.Simulator.Seeds.Day;

/// <summary>Somebody has what failed done again.</summary>
internal sealed class RetryFailures() : DayAction(1)
{
    public override Task DoAsync(MerchantDay day) => day.RetryFailuresAsync();
}
