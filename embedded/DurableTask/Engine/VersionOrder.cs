namespace EmbeddedFunctions.DurableTask;

/// <summary>Which of two versions of orchestrations is newer, as Durable Task compares them.</summary>
internal static class VersionOrder
{
    /// <summary>Numbers with periods are compared part by part; other texts as texts, in any case. Empty is the oldest.</summary>
    public static int Compare(string? left, string? right) => (string.IsNullOrWhiteSpace(left), string.IsNullOrWhiteSpace(right)) switch
    {
        (true, true) => 0,
        (true, false) => -1,
        (false, true) => 1,
        _ when Version.TryParse(left, out var a) && Version.TryParse(right, out var b) => a.CompareTo(b),
        _ => string.Compare(left, right, StringComparison.OrdinalIgnoreCase),
    };
}
