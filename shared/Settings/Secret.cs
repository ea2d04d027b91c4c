namespace StockFlow.Settings;

/// <summary>A secret setting. Its text form never shows the value, so that it can't reach a log or an answer by accident.</summary>
public sealed class Secret(string value)
{
    /// <summary>The value itself, for signing and authenticating only.</summary>
    public string Reveal() => value;

    public override string ToString() => "***";
}
