namespace EmbeddedFunctions.DurableTask;

/// <summary>How an orchestration continues as new.</summary>
/// <param name="Input">Serialized.</param>
/// <param name="KeepEvents">Whether events nobody has waited for are carried over.</param>
/// <param name="Version">Null keeps the version it has.</param>
internal sealed record NextRun(string? Input, bool KeepEvents, string? Version);
