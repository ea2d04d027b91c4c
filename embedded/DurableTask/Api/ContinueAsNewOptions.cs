namespace Microsoft.DurableTask;

/// <summary>How an orchestration starts over.</summary>
public class ContinueAsNewOptions
{
    /// <summary>The input of the next run; may be null.</summary>
    public object? NewInput { get; set; }

    /// <summary>Whether events that nobody has waited for yet are there for the next run; true by default.</summary>
    public bool PreserveUnprocessedEvents { get; set; } = true;

    /// <summary>The version of the next run; null keeps the one it has.</summary>
    public string? NewVersion { get; set; }
}
