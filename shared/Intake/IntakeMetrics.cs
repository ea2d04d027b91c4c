using System.Diagnostics;
using System.Diagnostics.Metrics;
using StockFlow.Channels;

namespace StockFlow.Intake;

/// <summary>Counts webhooks by channel and what became of them: the only trace that a badly signed one leaves.</summary>
public sealed class IntakeMetrics
{
    public const string MeterName = "StockFlow.Intake";
    public const string WebhooksName = "stockflow.webhooks";

    private readonly Counter<long> _webhooks;

    public IntakeMetrics(IMeterFactory meters)
    {
        _webhooks = meters.Create(MeterName).CreateCounter<long>(WebhooksName, unit: "{webhook}", description: "Webhooks by channel and outcome.");
    }

    /// <param name="outcome">accepted, ignored, set-aside, bad-signature or too-large.</param>
    public void Count(ChannelId channel, string outcome) =>
        _webhooks.Add(1, new TagList { { "channel", channel.Value }, { "outcome", outcome } });
}
