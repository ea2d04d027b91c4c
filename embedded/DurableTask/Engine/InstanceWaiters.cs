using System.Collections.Concurrent;

namespace EmbeddedFunctions.DurableTask;

/// <summary>Callers that wait for an instance to start or end.</summary>
internal sealed class InstanceWaiters
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _changes = new(StringComparer.Ordinal);

    /// <summary>A task that ends when the instance's status changes next. Ask before looking at the status.</summary>
    public Task NextChange(string instanceId) =>
        _changes.GetOrAdd(instanceId, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void Changed(string instanceId)
    {
        if (!_changes.IsEmpty && _changes.TryRemove(instanceId, out var change))
        {
            change.SetResult();
        }
    }
}
