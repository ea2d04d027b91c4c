using System.Diagnostics;
using System.Diagnostics.Metrics;
using StockFlow.Channels;

namespace StockFlow.Orders;

/// <summary>Counts alerts about shortfalls, by channel.</summary>
public sealed class ShortfallMetrics
{
    public const string MeterName = "StockFlow.Orders";
    public const string AlertsName = "stockflow.shortfall.alerts";

    private readonly Counter<long> _alerts;

    public ShortfallMetrics(IMeterFactory meters)
    {
        _alerts = meters.Create(MeterName).CreateCounter<long>(AlertsName, unit: "{alert}", description: "Open shortfalls that grew too old.");
    }

    public void CountAlert(ChannelId channel) => _alerts.Add(1, new TagList { { "channel", channel.Value } });
}
