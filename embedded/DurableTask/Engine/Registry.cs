using System.Collections.Concurrent;
using Microsoft.DurableTask;

namespace EmbeddedFunctions.DurableTask;

/// <summary>The app's orchestrators and activities, by name in any case.</summary>
internal sealed class Registry
{
    public ConcurrentDictionary<string, Func<TaskOrchestrationContext, Task<object?>>> Orchestrators { get; } =
        new(StringComparer.OrdinalIgnoreCase);

    public ConcurrentDictionary<string, Func<TaskActivityContext, string?, CancellationToken, Task<string?>>> Activities { get; } =
        new(StringComparer.OrdinalIgnoreCase);
}
