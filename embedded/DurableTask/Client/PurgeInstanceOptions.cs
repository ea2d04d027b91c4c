namespace Microsoft.DurableTask.Client;

/// <param name="Recursive">Whether the sub-orchestrations of a purged instance are purged too.</param>
public record PurgeInstanceOptions(bool Recursive = false);
