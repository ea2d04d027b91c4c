using System.Text.Json;
using Microsoft.DurableTask;

namespace EmbeddedFunctions.DurableTask;

/// <summary>A call or timer the orchestrator may be waiting for. Its continuations run inline, on the orchestrator's thread.</summary>
internal sealed class OpenTask(string name, int taskId, long dueTicks = 0)
{
    private readonly TaskCompletionSource<string?> _completion = new();

    public int TaskId => taskId;

    /// <summary>When a timer is due, UTC; 0 for a call.</summary>
    public long DueTicks => dueTicks;

    public Task<string?> Task => _completion.Task;

    /// <summary>What would cancel it; a timer's only.</summary>
    public CancellationTokenRegistration Registration { private get; set; }

    public void Finish(HistoryEvent result)
    {
        Registration.Dispose();
        if (result.Kind == EventKind.TaskFailed)
        {
            var failure = JsonSerializer.Deserialize<TaskFailureDetails>(result.Payload!)!;
            _completion.SetException(new TaskFailedException(name, taskId, failure));
        }
        else
        {
            _completion.SetResult(result.Payload);
        }
    }

    public void Cancel(CancellationToken cancellationToken) => _completion.SetCanceled(cancellationToken);
}
