namespace StockFlow.Settings;

/// <summary>One thing that is wrong with the settings.</summary>
/// <param name="Setting">The full name as it is deployed, such as <c>StockFlow__Channels__shop-uk__Buffer</c>.</param>
/// <param name="Problem">What is wrong, never with a secret's value.</param>
/// <param name="Example">A value, or a whole setting, that would be right.</param>
public sealed record SettingFault(string Setting, string Problem, string Example)
{
    public override string ToString() => $"{Setting}: {Problem} Example: {Example}";
}
