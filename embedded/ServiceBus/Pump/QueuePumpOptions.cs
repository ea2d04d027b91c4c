namespace EmbeddedFunctions.ServiceBus;

/// <summary>How a pump takes messages; the defaults are those of host.json's extensions.serviceBus.</summary>
public sealed record QueuePumpOptions
{
    /// <summary>Handlers at the same time on a queue without sessions, at least 1.</summary>
    public int MaxConcurrentCalls { get; init; } = 16;

    /// <summary>Sessions in work at the same time on a queue with sessions, at least 1.</summary>
    public int MaxConcurrentSessions { get; init; } = 8;

    /// <summary>
    /// How long the service's client keeps an empty session. Changing sessions costs nothing here,
    /// so a session is given back after each delivery, and this changes nothing a handler can see.
    /// </summary>
    public TimeSpan? SessionIdleTimeout { get; init; }

    /// <summary>The most messages of one delivery, at least 1. A delivery takes what waits and never waits to be full.</summary>
    public int BatchSizeMax { get; init; } = 1;

    /// <summary>Whether the messages of a handler that succeeds are completed, unless it settled them itself.</summary>
    public bool AutoComplete { get; init; } = true;

    /// <summary>How long locks are renewed while a handler runs.</summary>
    public TimeSpan MaxAutoLockRenewalDuration { get; init; } = TimeSpan.FromMinutes(5);

    internal void Check(string queue)
    {
        if (MaxConcurrentCalls < 1 || MaxConcurrentSessions < 1 || BatchSizeMax < 1)
        {
            throw new ArgumentException(
                $"Queue '{queue}': concurrent calls ({MaxConcurrentCalls}), concurrent sessions ({MaxConcurrentSessions}) "
                + $"and the batch size ({BatchSizeMax}) have to be at least 1.");
        }
    }
}
