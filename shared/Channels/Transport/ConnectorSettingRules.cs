using System.Globalization;

namespace StockFlow.Channels.Transport;

/// <summary>Settings that several kinds of connectors have.</summary>
internal static class ConnectorSettingRules
{
    /// <summary>The most calls a second.</summary>
    public static SettingRule RequestsPerSecond { get; } = SettingRule.Optional(
        "RequestsPerSecond",
        "5",
        text => TryRate(text, out _) ? null : "is not a number from 0.1 to 1000.");

    public static double RequestsPerSecondOf(ChannelSettings settings, double fallback) =>
        settings.Options.TryGetValue(RequestsPerSecond.Name, out var text) && TryRate(text, out var rate) ? rate : fallback;

    private static bool TryRate(string text, out double rate) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out rate) && rate is >= 0.1 and <= 1000;
}
