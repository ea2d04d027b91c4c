namespace EmbeddedFunctions.Gates;

/// <summary>The boundaries at which a <see cref="WorkGate"/> stands.</summary>
public enum GatePoint
{
    /// <summary>A function is about to run: for a request, a timer, a message or an activity. Orchestrators have none: they run in one go.</summary>
    Invocation,

    /// <summary>A table is about to be read.</summary>
    BeforeRead,

    /// <summary>A table is about to be written.</summary>
    BeforeWrite,

    /// <summary>A table was written, and the writer does not know yet.</summary>
    AfterWrite,

    /// <summary>Messages are about to be sent.</summary>
    BeforeSend,

    /// <summary>Messages were sent, and the sender does not know yet.</summary>
    AfterSend,
}
