using System.Text.Json;
using EmbeddedFunctions.Store;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace EmbeddedFunctions.DurableTask;

/// <summary>What an episode sends to other instances, written with it: new sub-orchestrations, events, its end.</summary>
/// <param name="numbers">Of new instances and messages.</param>
/// <param name="defaultVersion">What sub-orchestrations are begun with, whatever their parent's.</param>
internal sealed class Outgoing(SequenceNumbers numbers, string defaultVersion)
{
    public List<InstanceRow> Children { get; } = [];

    public List<(long Sequence, Message Message)> Messages { get; } = [];

    /// <summary>Runs on the writer's thread.</summary>
    public void Write(WriteScope scope, Episode episode)
    {
        foreach (var action in episode.Actions)
        {
            if (action.Kind == EventKind.SubOrchestrationStarted)
            {
                StartChild(scope, episode, action);
            }
            else if (action.Kind == EventKind.EventSent && DurableTables.Find(scope, action.Target!) is { } target && IsLive(target.Status))
            {
                Send(scope, target.Sequence, new HistoryEvent(EventKind.EventRaised, Name: action.Name, Payload: action.Payload), Message.AnyGeneration);
            }
        }

        if (episode.Completion is { } completion)
        {
            TellParent(scope, episode.Instance.Parent, completion);
        }

        if (episode.TerminatesChildren)
        {
            foreach (var child in DurableTables.LiveChildren(scope, episode.Instance.Sequence))
            {
                Send(scope, child, new HistoryEvent(EventKind.TerminateAll, Payload: episode.Completion?.Output), Message.AnyGeneration);
            }
        }
    }

    private static bool IsLive(OrchestrationRuntimeStatus status) => status
        is OrchestrationRuntimeStatus.Running or OrchestrationRuntimeStatus.Pending or OrchestrationRuntimeStatus.Suspended;

    private static HistoryEvent Failure(int taskId, TaskFailureDetails details) =>
        new(EventKind.TaskFailed, taskId, Payload: JsonSerializer.Serialize(details));

    private void StartChild(WriteScope scope, Episode episode, HistoryEvent call)
    {
        var parent = episode.Instance;
        if (DurableTables.Find(scope, call.Target!) is { } existing)
        {
            if (IsLive(existing.Status))
            {
                var refusal = new global::DurableTask.Core.Exceptions.OrchestrationAlreadyExistsException(
                    $"An orchestration with the instance id '{call.Target}' exists and is {existing.Status}.");
                Send(scope, parent.Sequence, Failure(call.TaskId, TaskFailureDetails.FromException(refusal)), episode.Generation);
                return;
            }

            DurableTables.Delete(scope, existing.Sequence);
        }

        var child = new InstanceRow(
            numbers.NextInstance(),
            call.Target!,
            call.Name!,
            OrchestrationRuntimeStatus.Pending,
            Generation: 0,
            episode.NowTicks,
            StartTicks: null,
            call.Payload,
            defaultVersion,
            new ParentLink(parent.Sequence, episode.Generation, call.TaskId, parent.Name, parent.Id));
        DurableTables.Insert(scope, child);
        Children.Add(child);
    }

    private void TellParent(WriteScope scope, ParentLink? parent, Completion completion)
    {
        if (parent is null || !DurableTables.IsStillLive(scope, parent.Sequence))
        {
            return;
        }

        var result = completion.Status switch
        {
            OrchestrationRuntimeStatus.Completed => new HistoryEvent(EventKind.TaskCompleted, parent.TaskId, Payload: completion.Output),
            OrchestrationRuntimeStatus.Failed => Failure(parent.TaskId, completion.Failure!),
            _ => Failure(parent.TaskId, new TaskFailureDetails("Terminated", "The sub-orchestration was terminated.", null, null, null)),
        };
        Send(scope, parent.Sequence, result, parent.Generation);
    }

    private void Send(WriteScope scope, long sequence, HistoryEvent item, int generation)
    {
        var message = new Message(item, generation, numbers.NextMessage());
        DurableTables.AddToInbox(scope, sequence, message);
        Messages.Add((sequence, message));
    }
}
