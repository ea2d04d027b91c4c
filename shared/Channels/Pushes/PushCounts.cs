namespace StockFlow.Channels.Pushes;

/// <summary>What has been done for a channel since it was set up.</summary>
public sealed record PushCounts
{
    /// <summary>Calls that pushed a batch, whatever came of them.</summary>
    public long Pushes { get; init; }

    /// <summary>Numbers that the channel acknowledged.</summary>
    public long ItemsPushed { get; init; }

    /// <summary>Numbers that the channel already showed, so that nothing was sent.</summary>
    public long ItemsUnchanged { get; init; }

    /// <summary>Updates that a newer one replaced before they were sent.</summary>
    public long Superseded { get; init; }

    /// <summary>Numbers that the channel refused, each attempt counted.</summary>
    public long Refused { get; init; }

    /// <summary>Items set aside.</summary>
    public long SetAside { get; init; }

    /// <summary>Numbers that somebody had changed on the channel itself.</summary>
    public long ChangedOnChannel { get; init; }

    /// <summary>Times the channel said it was called too often.</summary>
    public long Throttles { get; init; }

    public static PushCounts operator +(PushCounts one, PushCounts other) => new()
    {
        Pushes = one.Pushes + other.Pushes,
        ItemsPushed = one.ItemsPushed + other.ItemsPushed,
        ItemsUnchanged = one.ItemsUnchanged + other.ItemsUnchanged,
        Superseded = one.Superseded + other.Superseded,
        Refused = one.Refused + other.Refused,
        SetAside = one.SetAside + other.SetAside,
        ChangedOnChannel = one.ChangedOnChannel + other.ChangedOnChannel,
        Throttles = one.Throttles + other.Throttles,
    };
}
