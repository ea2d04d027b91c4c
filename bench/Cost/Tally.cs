namespace StockFlow.Bench.Cost;

/// <summary>What was counted between two moments.</summary>
/// <param name="Counts">How often each thing was asked for. Orchestrators ran once a run, as this host does not replay them.</param>
/// <param name="Busy">How long each function ran, all executions together.</param>
internal sealed record Tally(IReadOnlyDictionary<Use, long> Counts, IReadOnlyDictionary<string, TimeSpan> Busy)
{
    /// <summary>What goes to a service, and takes its time.</summary>
    private static readonly UseKind[] Requests = [UseKind.PointRead, UseKind.Query, UseKind.Write, UseKind.Batch, UseKind.Send];

    public IEnumerable<string> Functions => Counts.Keys.Select(use => use.Function).Distinct().Order(StringComparer.Ordinal);

    /// <summary>Orchestrations that were started, continued ones included.</summary>
    public long Orchestrations => Sum(UseKind.Execution, AppFunctions.IsOrchestrator);

    public long Activities => Sum(UseKind.Execution, AppFunctions.IsActivity);

    /// <summary>
    /// Steps of orchestrations, each an execution of its orchestrator: the start, and every answer of an activity. Answers that come
    /// together may share one, so this is the most.
    /// </summary>
    public long Episodes => Orchestrations + Activities;

    /// <summary>Executions as they are billed.</summary>
    public long Executions => Sum(UseKind.Execution) + Activities;

    /// <summary>How often, by all functions that fit.</summary>
    public long Sum(UseKind kind, Func<string, bool>? function = null) =>
        Counts.Where(count => count.Key.Kind == kind && function?.Invoke(count.Key.Function) != false).Sum(count => count.Value);

    /// <summary>Requests of a function to storage and queues, all executions together.</summary>
    public long RequestsOf(string function) =>
        Counts.Where(count => count.Key.Function == function && Requests.Contains(count.Key.Kind)).Sum(count => count.Value);

    /// <summary>What was counted since an earlier moment.</summary>
    public Tally Since(Tally before) => new(
        Counts.Select(count => KeyValuePair.Create(count.Key, count.Value - before.Counts.GetValueOrDefault(count.Key)))
            .Where(count => count.Value > 0)
            .ToDictionary(),
        Busy.ToDictionary(busy => busy.Key, busy => busy.Value - before.Busy.GetValueOrDefault(busy.Key), StringComparer.Ordinal));
}
