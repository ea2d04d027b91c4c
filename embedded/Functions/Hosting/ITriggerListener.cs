namespace EmbeddedFunctions.Functions;

/// <summary>What starts functions other than by HTTP.</summary>
internal interface ITriggerListener
{
    /// <summary>Begins to take work.</summary>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Takes no more work. What is under way goes on.</summary>
    void StopTaking();

    /// <summary>Waits for what is under way. Once the token is cancelled, that is cancelled too and left for the next start.</summary>
    Task DrainAsync(CancellationToken cancellationToken);

    /// <summary>Ends when nothing is under way and nothing is due now.</summary>
    Task WhenIdleAsync(CancellationToken cancellationToken);

    /// <summary>Changes whenever work begins.</summary>
    long Begun { get; }

    bool IsIdle { get; }
}
