using System.Globalization;
using Microsoft.Extensions.Configuration;
using StockFlow.Settings;

namespace StockFlow.Intake;

/// <summary>Reads and checks the settings of the intake.</summary>
internal sealed class IntakeSettingsCheck(IConfiguration configuration) : ISettingsCheck
{
    /// <summary>What <see cref="IntakeOptions.PerSecondSetting"/> is set to for no limit.</summary>
    private const string Unlimited = "unlimited";

    public IReadOnlyList<SettingFault> FindFaults()
    {
        var faults = new List<SettingFault>();
        Read(configuration, faults);
        return faults;
    }

    /// <returns>The settings, with the default in place of each wrong one.</returns>
    public static IntakeOptions Read(IConfiguration configuration) => Read(configuration, []);

    private static IntakeOptions Read(IConfiguration configuration, List<SettingFault> faults)
    {
        var defaults = new IntakeOptions();
        return new IntakeOptions
        {
            BytesMax = Whole(IntakeOptions.BytesMaxSetting, IntakeOptions.BytesMaxLow, IntakeOptions.BytesMaxHigh, "bytes", defaults.BytesMax),
            WebhooksPerSecond = configuration[PathOf(IntakeOptions.PerSecondSetting)] == Unlimited
                ? null
                : Whole(IntakeOptions.PerSecondSetting, 1, IntakeOptions.PerSecondHigh, $"webhooks, or '{Unlimited}'", defaults.WebhooksPerSecond!.Value),
            WebhookRefusalsPerMinute = Whole(
                IntakeOptions.RefusalsSetting, 1, IntakeOptions.RefusalsHigh, "webhooks", defaults.WebhookRefusalsPerMinute),
        };

        int Whole(string name, int low, int high, string unit, int otherwise)
        {
            if (configuration[PathOf(name)] is not { Length: > 0 } text)
            {
                return otherwise;
            }

            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= low && number <= high)
            {
                return number;
            }

            faults.Add(new SettingFault($"StockFlow__{name}", $"is not a whole number from {low} to {high} {unit}.", $"{otherwise}"));
            return otherwise;
        }
    }

    private static string PathOf(string name) => "StockFlow:" + name;
}
