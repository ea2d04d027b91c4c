namespace EmbeddedFunctions.DurableTask;

/// <summary>Where a sub-orchestration reports its end.</summary>
internal sealed record ParentLink(long Sequence, int Generation, int TaskId, string Name, string InstanceId);
