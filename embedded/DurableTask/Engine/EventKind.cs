namespace EmbeddedFunctions.DurableTask;

/// <summary>What happened to an orchestration, or what it did. The numbers are stored: never reuse one.</summary>
internal enum EventKind : byte
{
    // What happened to it.
    Started = 1,
    TaskCompleted = 2,
    TaskFailed = 3,
    TimerFired = 4,
    EventRaised = 5,

    // What it did.
    ActivityScheduled = 10,
    TimerCreated = 11,
    SubOrchestrationStarted = 12,
    EventSent = 13,
    TimerCancelled = 14,

    // What its keeper is told; never part of a history.
    Suspend = 20,
    Resume = 21,
    Terminate = 22,
    TerminateAll = 23,
    IllegalAwait = 24,
}
