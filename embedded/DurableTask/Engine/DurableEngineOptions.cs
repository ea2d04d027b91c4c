using Microsoft.DurableTask;
using Microsoft.DurableTask.Converters;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace EmbeddedFunctions.DurableTask;

/// <summary>How orchestrations are run; the limits bear their names in host.json.</summary>
public sealed class DurableEngineOptions
{
    /// <summary>Orchestrators whose code runs at the same time, at least 1; by default ten per processor.</summary>
    public int MaxConcurrentOrchestratorFunctions { get; init; } = 10 * Environment.ProcessorCount;

    /// <summary>Activities that run at the same time, at least 1; by default ten per processor.</summary>
    public int MaxConcurrentActivityFunctions { get; init; } = 10 * Environment.ProcessorCount;

    /// <summary>
    /// Of the app's code, as in host.json: orchestrations begin with it, and those of a newer one are left alone until a newer app
    /// comes. Empty for none; then all are run.
    /// </summary>
    public string DefaultVersion { get; init; } = string.Empty;

    /// <summary>
    /// Waiting orchestrations kept in memory, at least 0. Beyond it the one that has waited longest is dropped from memory
    /// and replayed from its history when it goes on.
    /// </summary>
    public int LiveInstancesMax { get; init; } = 2_000;

    /// <summary>
    /// New orchestrations wait to begin while this many steps (episodes and activities) of begun ones are under way, at least 1;
    /// so a burst is worked off order by order rather than all at once.
    /// </summary>
    public int BegunStepsMax { get; init; } = 512;

    /// <summary>
    /// How long after its creation the history of an ended orchestration is kept; its state, input and output stay.
    /// Null keeps it until the instance is purged.
    /// </summary>
    public TimeSpan? EndedHistoryRetention { get; init; }

    /// <summary>By default System.Text.Json as the Functions worker sets it up: property names match in any case.</summary>
    public DataConverter DataConverter { get; init; } = new JsonDataConverter(new() { PropertyNameCaseInsensitive = true });

    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>Makes the ids of instances started without one. Null stands for the system's source. Used under a lock.</summary>
    public Random? Random { get; init; }

    /// <summary>Tests see each step of an instance inside its commit (true) and after it (false), on the writer's thread.</summary>
    internal Action<bool>? CommitProbe { get; init; }
}
