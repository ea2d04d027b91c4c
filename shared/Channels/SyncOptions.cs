using Microsoft.Extensions.Configuration;
using StockFlow.Settings;

namespace StockFlow.Channels;

/// <summary>How channels are kept in step, from <c>StockFlow__Sync__…</c>. The defaults suit most merchants.</summary>
public sealed record SyncOptions
{
    /// <summary>How far before the newest order seen a poll looks again, so that a channel that shows orders late loses none.</summary>
    public TimeSpan PollOverlap { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How far back the very first poll of a channel looks.</summary>
    public TimeSpan FirstPollLookback { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long one invocation goes on sending before it makes room for others.</summary>
    public TimeSpan PushBudget { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long one request to a channel may take.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a sender holds a channel without renewing; longer than a request may take, so that nobody overtakes it.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often a refused item is tried before it is set aside.</summary>
    public int AttemptsMax { get; init; } = 5;

    /// <summary>The wait after an item's first refusal; doubles with each further one.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest wait between two attempts.</summary>
    public TimeSpan RetryDelayMax { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a process may believe that a channel does not list a SKU.</summary>
    public TimeSpan ListingCacheLifetime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Every option by name, with the range it must be in.</summary>
    private static readonly Dictionary<string, (TimeSpan Min, TimeSpan Max)> Ranges = new()
    {
        [nameof(PollOverlap)] = (TimeSpan.Zero, TimeSpan.FromDays(1)),
        [nameof(FirstPollLookback)] = (TimeSpan.Zero, TimeSpan.FromDays(366)),
        [nameof(PushBudget)] = (TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
        [nameof(RequestTimeout)] = (TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
        [nameof(LeaseDuration)] = (TimeSpan.FromSeconds(2), TimeSpan.FromDays(1)),
        [nameof(RetryDelay)] = (TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
        [nameof(RetryDelayMax)] = (TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
        [nameof(ListingCacheLifetime)] = (TimeSpan.Zero, TimeSpan.FromMinutes(10)),
    };

    /// <summary>How long after a request of unknown end the number is sent once more, in case the first one arrives late.</summary>
    internal TimeSpan SettleTime => RequestTimeout * 2;

    /// <summary>How long after a listing was added every process knows of it, their clocks being up to half a minute apart.</summary>
    internal TimeSpan ListingSpreadTime => ListingCacheLifetime + TimeSpan.FromSeconds(30);

    internal static SyncOptions Read(IConfiguration configuration, List<SettingFault> faults)
    {
        var values = new SettingValues(configuration.GetSection("StockFlow:Sync"), faults);
        values.RefuseUnknown([.. Ranges.Keys, nameof(AttemptsMax)]);
        var defaults = new SyncOptions();
        var options = new SyncOptions
        {
            PollOverlap = Time(nameof(PollOverlap), defaults.PollOverlap),
            FirstPollLookback = Time(nameof(FirstPollLookback), defaults.FirstPollLookback),
            PushBudget = Time(nameof(PushBudget), defaults.PushBudget),
            RequestTimeout = Time(nameof(RequestTimeout), defaults.RequestTimeout),
            LeaseDuration = Time(nameof(LeaseDuration), defaults.LeaseDuration),
            AttemptsMax = values.Whole(nameof(AttemptsMax), 1, 100, "5") ?? defaults.AttemptsMax,
            RetryDelay = Time(nameof(RetryDelay), defaults.RetryDelay),
            RetryDelayMax = Time(nameof(RetryDelayMax), defaults.RetryDelayMax),
            ListingCacheLifetime = Time(nameof(ListingCacheLifetime), defaults.ListingCacheLifetime),
        };
        if (options.LeaseDuration < options.RequestTimeout * 2)
        {
            values.Fault(nameof(LeaseDuration), "must be at least twice RequestTimeout, so that nobody overtakes a request under way.", DurationText.Write(options.RequestTimeout * 2));
        }

        if (options.RetryDelayMax < options.RetryDelay)
        {
            values.Fault(nameof(RetryDelayMax), "must not be shorter than RetryDelay.", DurationText.Write(options.RetryDelay));
        }

        return options;

        TimeSpan Time(string name, TimeSpan byDefault) =>
            values.Duration(name, Ranges[name].Min, Ranges[name].Max, DurationText.Write(byDefault)) ?? byDefault;
    }
}
