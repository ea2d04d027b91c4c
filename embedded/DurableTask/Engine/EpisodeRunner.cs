using DurableTask.Core.Exceptions;
using EmbeddedFunctions.Store;
using Microsoft.DurableTask.Client;

namespace EmbeddedFunctions.DurableTask;

/// <summary>Lets an instance's code run on the mail it has, and says what that changes. Writes nothing.</summary>
internal sealed class EpisodeRunner(
    EmbeddedStore store, Registry registry, DurableEngineOptions options, Action<Instance> leftItsThread)
{
    /// <exception cref="StoreException">The history can't be read.</exception>
    public Episode Run(Instance instance)
    {
        var episode = new Episode(instance)
        {
            Generation = instance.Generation,
            Number = instance.NextEpisode,
            NowTicks = store.TimeProvider.GetUtcNow().UtcTicks,
        };
        var work = Sort(instance.TakeMail(), episode);
        if (episode.Completion is not null || work.Count == 0)
        {
            return episode;
        }

        try
        {
            Advance(instance, work, episode);
        }
        catch (Exception e) when (e is not StoreException and not ObjectDisposedException)
        {
            // What the code asked for in this episode is dropped with it.
            episode.Actions = [];
            episode.NextRun = null;
            episode.Completion = Completion.Failed(e);
        }

        if (episode.Inputs.Count + episode.Actions.Count > 0)
        {
            instance.NextEpisode++;
        }

        return episode;
    }

    /// <summary>Obeys the mail that steers the instance, and returns the mail for its code.</summary>
    private static List<Message> Sort(List<Message> mail, Episode episode)
    {
        var instance = episode.Instance;
        var work = new List<Message>(mail.Count);
        foreach (var message in mail)
        {
            if (message.IsControl && message.InboxId > 0)
            {
                episode.ConsumedInboxIds.Add(message.InboxId);
            }

            switch (message.Event.Kind)
            {
                case EventKind.Suspend when !instance.IsSuspended:
                    instance.Suspend(work);
                    work.Clear();
                    episode.NewStatus = OrchestrationRuntimeStatus.Suspended;
                    break;
                case EventKind.Resume when instance.IsSuspended:
                    work.AddRange(instance.Resume());
                    episode.NewStatus = instance.IsStarted ? OrchestrationRuntimeStatus.Running : OrchestrationRuntimeStatus.Pending;
                    break;
                case EventKind.Suspend or EventKind.Resume:
                    break;
                case EventKind.Terminate or EventKind.TerminateAll:
                    episode.Completion = new Completion(OrchestrationRuntimeStatus.Terminated, message.Event.Payload, null);
                    episode.TerminatesChildren = message.Event.Kind == EventKind.TerminateAll;
                    return [];
                case not EventKind.IllegalAwait when instance.IsSuspended:
                    instance.Suspend([message]);
                    break;
                default:
                    work.Add(message);
                    break;
            }
        }

        return work;
    }

    private void Advance(Instance instance, List<Message> work, Episode episode)
    {
        foreach (var message in work)
        {
            if (message.InboxId > 0)
            {
                episode.ConsumedInboxIds.Add(message.InboxId);
            }
        }

        var run = instance.Run ??= Bring(instance);
        run.Begin(episode.NowTicks, isReplaying: false);
        episode.NowTicks = run.NowTicks;
        episode.Actions = run.Actions;
        foreach (var (item, generation, _) in work)
        {
            var isCurrent = generation == Message.AnyGeneration || generation == instance.Generation;
            if (isCurrent && item.Kind != EventKind.IllegalAwait && run.Tell(item))
            {
                episode.Inputs.Add(item);
                if (item.Kind == EventKind.Started)
                {
                    instance.IsStarted = true;
                    episode.NewStatus = OrchestrationRuntimeStatus.Running;
                }
            }
        }

        episode.Completion = run.Outcome(out var next);
        episode.CustomStatusChanged = run.TakeCustomStatus();
        episode.CustomStatus = run.CustomStatus;
        if (next is not null)
        {
            episode.NextRun = next;
            episode.CarriedOver = next.KeepEvents ? run.Events.Unclaimed().ToList() : [];
        }
    }

    /// <summary>Brings an instance's code into memory, as far as its history goes.</summary>
    private OrchestrationRun Bring(Instance instance)
    {
        if (!registry.Orchestrators.TryGetValue(instance.Name, out var orchestrator))
        {
            throw new NotRegisteredException("orchestrator", instance.Name);
        }

        var (row, history) = instance.FreshRow is { } fresh
            ? (fresh, [])
            : store.Read(scope => (DurableTables.Live(scope, instance.Sequence), DurableTables.History(scope, instance.Sequence)));
        instance.FreshRow = null;
        if (row is null)
        {
            throw new OrchestrationAlreadyExistsException($"Orchestration '{instance.Id}' was replaced by a new one.");
        }

        var run = new OrchestrationRun(row, orchestrator, options, _ => leftItsThread(instance));
        run.Replay(history);
        run.TakeCustomStatus();
        return run;
    }
}
