using System.Net;

namespace StockFlow.Simulator.Seeds.Day;

/// <summary>The merchant takes the bundle out of sale. What was sold of it is still to be sent; what is sold from now on waits until it is defined again.</summary>
internal sealed class RetireBundle() : DayAction(2)
{
    public override async Task DoAsync(MerchantDay day)
    {
        if (day.World.Plan.Bundle is not { } bundle || !day.Books.BeginSetting("bundle"))
        {
            return;
        }

        var reply = await day.AskAsync("DELETE", $"bundles/{bundle}");
        if (!reply.IsSuccess && (reply.Status != HttpStatusCode.NotFound || day.Books.Bundles.Count > 0))
        {
            day.World.Wrong($"Taking the bundle out of sale was answered {reply}.");
        }

        day.Books.IsBundleRetired = reply.IsSuccess;
        day.Books.EndSetting("bundle");
    }
}
