using Microsoft.DurableTask.Client;

namespace EmbeddedFunctions.DurableTask;

/// <summary>
/// One orchestration that has not ended: its mailbox, and its code if that is in memory. At most one thread runs its
/// episode at a time, and no episode begins before the one before is committed.
/// </summary>
internal sealed class Instance(InstanceRow row)
{
    private readonly Lock _gate = new();
    private readonly List<Message> _held = [];
    private List<Message> _mailbox = [];
    private long _lastInboxId;
    private bool _underWay;
    private bool _ended;

    public long Sequence => row.Sequence;

    public string Id => row.InstanceId;

    public string Name => row.Name;

    public long CreatedTicks => row.CreatedTicks;

    public ParentLink? Parent => row.Parent;

    /// <summary>Counted by continue-as-new, from 0.</summary>
    public int Generation { get; set; } = row.Generation;

    /// <summary>The number of the next history row, from 1.</summary>
    public int NextEpisode { get; set; } = 1;

    public bool IsStarted { get; set; }

    public bool IsSuspended { get; set; } = row.Status == OrchestrationRuntimeStatus.Suspended;

    /// <summary>The code, paused; null if it must be replayed from its history first.</summary>
    public OrchestrationRun? Run { get; set; }

    /// <summary>The row of an instance that was just made, so that its first episode need not read it; may be null.</summary>
    public InstanceRow? FreshRow { get; set; }

    /// <summary>Its place among the paused runs; null while it has none there. Used by <see cref="PausedRuns"/> only.</summary>
    public LinkedListNode<Instance>? PausedNode { get; set; }

    /// <summary>Puts a message into the mailbox.</summary>
    /// <returns>True if the caller must now queue the instance.</returns>
    public bool Post(Message message)
    {
        lock (_gate)
        {
            if (_ended || (message.InboxId > 0 && message.InboxId <= _lastInboxId))
            {
                return false;
            }

            _lastInboxId = Math.Max(_lastInboxId, message.InboxId);
            if (IsSuspended && !message.IsControl)
            {
                _held.Add(message);
                return false;
            }

            _mailbox.Add(message);
            var idle = !_underWay;
            _underWay = true;
            return idle;
        }
    }

    public List<Message> TakeMail()
    {
        lock (_gate)
        {
            var mail = _mailbox;
            _mailbox = [];
            return mail;
        }
    }

    /// <summary>Suspends: keeps messages, these included, until <see cref="Resume"/>.</summary>
    public void Suspend(IEnumerable<Message> messages)
    {
        lock (_gate)
        {
            IsSuspended = true;
            _held.AddRange(messages);
        }
    }

    /// <returns>The messages kept since it was suspended.</returns>
    public List<Message> Resume()
    {
        lock (_gate)
        {
            IsSuspended = false;
            var held = _held.ToList();
            _held.Clear();
            return held;
        }
    }

    /// <summary>Ends the episode under way.</summary>
    /// <returns>True if there is more mail: the caller must queue the instance again.</returns>
    public bool Settle()
    {
        lock (_gate)
        {
            _underWay = !_ended && _mailbox.Count > 0;
            return _underWay;
        }
    }

    /// <summary>From now on messages are dropped.</summary>
    public void End()
    {
        lock (_gate)
        {
            _ended = true;
            _mailbox.Clear();
            _held.Clear();
        }
    }

    /// <summary>Drops the code from memory unless an episode is under way.</summary>
    public void DropRun()
    {
        lock (_gate)
        {
            if (!_underWay)
            {
                Run = null;
            }
        }
    }
}
