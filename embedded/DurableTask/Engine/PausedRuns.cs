namespace EmbeddedFunctions.DurableTask;

/// <summary>Keeps the most recently used paused runs in memory, up to a limit.</summary>
internal sealed class PausedRuns(int max)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<Instance> _byAge = [];

    /// <summary>Notes that an instance has paused; may drop the one that paused longest ago.</summary>
    public void Touch(Instance instance)
    {
        Instance? oldest = null;
        lock (_gate)
        {
            if (instance.PausedNode is { } node)
            {
                _byAge.Remove(node);
                _byAge.AddLast(node);
            }
            else
            {
                instance.PausedNode = _byAge.AddLast(instance);
            }

            if (_byAge.Count > max)
            {
                oldest = _byAge.First!.Value;
                _byAge.RemoveFirst();
                oldest.PausedNode = null;
            }
        }

        oldest?.DropRun();
    }

    public void Forget(Instance instance)
    {
        lock (_gate)
        {
            if (instance.PausedNode is { } node)
            {
                _byAge.Remove(node);
                instance.PausedNode = null;
            }
        }
    }
}
