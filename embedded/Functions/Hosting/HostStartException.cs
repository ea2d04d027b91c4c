using Microsoft.Extensions.Options;

namespace EmbeddedFunctions.Functions;

/// <summary>The host can't start. Carries every fault that was found, each telling what to do about it.</summary>
public sealed class HostStartException(IReadOnlyList<string> faults)
    : OptionsValidationException(string.Empty, typeof(HostSettings), faults)
{
    public override string Message =>
        faults.Count == 1
            ? faults[0]
            : $"There are {faults.Count} faults:{string.Concat(faults.Select(fault => $"{Environment.NewLine}- {fault}"))}";
}
