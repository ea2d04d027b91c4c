namespace EmbeddedFunctions.DurableTask;

/// <summary>One call of an activity that an orchestration has committed to.</summary>
internal sealed record ActivityCall(long Sequence, string InstanceId, int Generation, int TaskId, string Name, string? Input);
