namespace Microsoft.DurableTask.Client;

/// <summary>Where an orchestration is in its life.</summary>
public enum OrchestrationRuntimeStatus
{
    /// <summary>Started and not ended; it may be waiting.</summary>
    Running,

    /// <summary>Ended with an output.</summary>
    Completed,

    [Obsolete("The ContinuedAsNew status is obsolete and exists only for compatibility reasons.")]
    ContinuedAsNew,

    /// <summary>Ended by an exception.</summary>
    Failed,

    [Obsolete("The Canceled status is not currently used and exists only for compatibility reasons.")]
    Canceled,

    /// <summary>Ended by a client.</summary>
    Terminated,

    /// <summary>Not started yet.</summary>
    Pending,

    /// <summary>Stopped by a client until it is resumed.</summary>
    Suspended,
}
