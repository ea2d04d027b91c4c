using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace StockFlow.Functions;

/// <summary>Orchestrations of which one at a time runs under a name of its own.</summary>
internal static class SingleInstance
{
    /// <summary>Starts the orchestration unless one of this id has been started and not yet ended.</summary>
    public static async Task StartUnlessRunningAsync(
        this DurableTaskClient client, TaskName name, object? input, string instanceId, CancellationToken cancellationToken)
    {
        var found = await client.GetInstanceAsync(instanceId, cancellationToken);
        if (found is { IsCompleted: false })
        {
            return;
        }

        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(name, input, new StartOrchestrationOptions(instanceId), cancellationToken);
        }
        catch (OrchestrationAlreadyExistsException)
        {
            // Somebody else has started it since we looked.
        }
    }
}
