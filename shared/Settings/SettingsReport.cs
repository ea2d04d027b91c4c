using Microsoft.Extensions.Options;

namespace StockFlow.Settings;

/// <summary>Has every area's settings checked when the host validates its options at start, so that one message tells all faults.</summary>
internal sealed class SettingsReport(IEnumerable<ISettingsCheck> checks) : IValidateOptions<SettingsReport.Checked>
{
    public ValidateOptionsResult Validate(string? name, Checked options)
    {
        var faults = checks.SelectMany(check => check.FindFaults()).Select(fault => fault.ToString()).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    /// <summary>Nothing of its own: it stands for the settings of all areas.</summary>
    internal sealed class Checked;
}
