using Azure;
using StockFlow.Stock;

namespace StockFlow.Storage.Ledger;

/// <summary>
/// One SKU's commands in this process: those that arrive while a commit is under way wait here and are taken together.
/// Keeps the head between rounds; an ETag that another process has outdated is found out by the commit.
/// </summary>
internal sealed class SkuLane(Sku sku)
{
    private static readonly List<PendingCommand> None = [];

    private readonly Lock _gate = new();
    private List<PendingCommand> _waiting = [];
    private List<PendingCommand> _spare = [];
    private bool _busy;
    private bool _retired;

    public Sku Sku { get; } = sku;

    public string PartitionKey { get; } = StockKeys.Partition(sku);

    /// <summary>The newest levels this process knows; null where they must be read. Used by the round under way only.</summary>
    public SkuLevels? Levels { get; set; }

    /// <summary>Belongs to <see cref="Levels"/>.</summary>
    public ETag HeadETag { get; set; }

    /// <summary>When it was last used, in uses of the ledger.</summary>
    public long LastUse { get; set; }

    /// <returns>Null if the lane was retired: take another one. Else whether the caller must start the rounds.</returns>
    public bool? Enter(PendingCommand command)
    {
        lock (_gate)
        {
            if (_retired)
            {
                return null;
            }

            _waiting.Add(command);
            var start = !_busy;
            _busy = true;
            return start;
        }
    }

    /// <summary>Takes the commands of the next round, in order; empty when none wait, and the rounds end.</summary>
    public List<PendingCommand> TakeRound()
    {
        lock (_gate)
        {
            var round = _waiting;
            if (round.Count == 0)
            {
                _busy = false;

                // Not the list itself: the next caller may put a command into it before this one has looked.
                return None;
            }

            _waiting = _spare;
            if (round.Count > PartitionSheet.RecordsMax)
            {
                _waiting.AddRange(round.Skip(PartitionSheet.RecordsMax));
                round.RemoveRange(PartitionSheet.RecordsMax, round.Count - PartitionSheet.RecordsMax);
            }

            _spare = [];
            return round;
        }
    }

    /// <summary>Puts commands that did not fit back before those that came since.</summary>
    public void PutBack(List<PendingCommand> round, int from)
    {
        lock (_gate)
        {
            _waiting.InsertRange(0, round.Skip(from));
        }
    }

    /// <summary>Gives a round's list back for use.</summary>
    public void Recycle(List<PendingCommand> round)
    {
        round.Clear();
        _spare = round;
    }

    /// <returns>Whether the lane was idle and takes no command any more.</returns>
    public bool TryRetire()
    {
        lock (_gate)
        {
            _retired = !_busy;
            return _retired;
        }
    }
}
