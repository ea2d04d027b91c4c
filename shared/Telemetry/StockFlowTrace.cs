using System.Diagnostics;

namespace StockFlow.Telemetry;

/// <summary>
/// The app's spans. Work goes from one invocation to the next in messages, orchestrations and rows, so what belongs to one event is kept
/// together by a W3C traceparent that is stored with them, only while the event is being recorded. Without a listener nothing is made.
/// </summary>
public static class StockFlowTrace
{
    public const string SourceName = "StockFlow";

    /// <summary>However many events end in one push, a span names no more of them.</summary>
    private const int LinksMax = 32;

    /// <summary>However many events meet in one row, it keeps no more of them.</summary>
    private const int JoinedMax = 8;

    /// <summary>A traceparent is 55 characters.</summary>
    private const int JoinedLengthMax = JoinedMax * 56;

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Whether anybody listens.</summary>
    public static bool IsOn => Source.HasListeners();

    /// <summary>The traceparent to store with work that is handed on; null while nothing is recorded.</summary>
    public static string? Current =>
        Activity.Current is { Recorded: true, IdFormat: ActivityIdFormat.W3C } activity ? activity.Id : null;

    /// <summary>Puts the traceparents of events that go on together into one text, spaces between; beyond a few the first ones stay.</summary>
    /// <param name="joined">Those before; null for none.</param>
    public static string Join(string? joined, string traceParent) =>
        joined is null ? traceParent
        : joined.Length + traceParent.Length >= JoinedLengthMax || joined.Contains(traceParent, StringComparison.Ordinal) ? joined
        : $"{joined} {traceParent}";

    /// <returns>What was joined; nothing for null.</returns>
    public static IReadOnlyList<string> Split(string? joined) => joined?.Split(' ') ?? [];

    /// <summary>
    /// Begins a trace of our own; the current span is linked. For what outsiders call: a traceparent of theirs would decide whether we record.
    /// </summary>
    /// <returns>Null when it is not recorded.</returns>
    public static Activity? Begin(string name)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var outer = Activity.Current;
        Activity.Current = null;
        var links = outer is null ? Array.Empty<ActivityLink>() : [new ActivityLink(outer.Context)];
        var activity = Source.StartActivity(ActivityKind.Internal, parentContext: default, links: links, name: name);
        Activity.Current = activity ?? outer;
        return activity;
    }

    /// <summary>Begins a span below the current one.</summary>
    /// <returns>Null when it is not recorded.</returns>
    public static Activity? Start(string name) => Source.StartActivity(name);

    /// <summary>Begins a span that goes on where the work was handed on. The invocation it runs in is linked.</summary>
    /// <param name="traceParent">As it was stored; without one, or with one that makes no sense, the span is below the current one.</param>
    /// <returns>Null when it is not recorded.</returns>
    public static Activity? Continue(string name, string? traceParent, ActivityKind kind = ActivityKind.Internal) =>
        Combine(name, [traceParent], kind);

    /// <summary>Begins a span in which several events end: it goes on with the first one and names the others.</summary>
    /// <inheritdoc cref="Continue"/>
    public static Activity? Combine(string name, IEnumerable<string?> traceParents, ActivityKind kind)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var parents = Contexts(traceParents);
        if (parents.Count == 0)
        {
            return Source.StartActivity(name, kind);
        }

        var others = parents.Skip(1).ToList();
        if (Activity.Current is { } current && current.TraceId != parents[0].TraceId)
        {
            others.Add(current.Context);
        }

        return Source.StartActivity(kind, parents[0], links: others.Select(context => new ActivityLink(context)), name: name);
    }

    /// <summary>Records a span that lies between two times of the app's clock, in the trace of an event; the current span is linked.</summary>
    /// <param name="traceParent">As it was stored; without one, nothing is recorded.</param>
    public static void Record(string name, string? traceParent, DateTimeOffset from, DateTimeOffset to, IEnumerable<KeyValuePair<string, object?>> tags)
    {
        if (!Source.HasListeners() || !ActivityContext.TryParse(traceParent, null, isRemote: true, out var parent))
        {
            return;
        }

        var links = Activity.Current is { } current ? [new ActivityLink(current.Context)] : Array.Empty<ActivityLink>();
        using var activity = Source.StartActivity(ActivityKind.Internal, parent, tags, links, from, name);
        activity?.SetEndTime(to.UtcDateTime);
    }

    private static List<ActivityContext> Contexts(IEnumerable<string?> traceParents)
    {
        var contexts = new List<ActivityContext>();
        foreach (var traceParent in traceParents.OfType<string>().Distinct().Take(LinksMax))
        {
            if (ActivityContext.TryParse(traceParent, null, isRemote: true, out var context))
            {
                contexts.Add(context);
            }
        }

        return contexts;
    }
}
