namespace StockFlow.Channels.Failures;

/// <summary>The kinds of failed work. Stored; renaming one orphans its rows.</summary>
public static class FailureKinds
{
    /// <summary>A number that a channel refuses. The subject is the SKU.</summary>
    public const string Push = "push";
}
