namespace EmbeddedFunctions.ServiceBus;

/// <summary>The messages of one session. It is in memory while it has messages or a holder. Guarded by its queue's index.</summary>
internal sealed class BrokerSession(string id)
{
    public string Id { get; } = id;

    public ReadyList Ready { get; } = new();

    /// <summary>Null while nobody holds the session.</summary>
    public SessionLock? Lock { get; set; }

    /// <summary>Whether it stands in the line of sessions that want a receiver.</summary>
    public bool IsListed { get; set; }

    /// <summary>Messages in any state.</summary>
    public int MessageCount { get; set; }
}
