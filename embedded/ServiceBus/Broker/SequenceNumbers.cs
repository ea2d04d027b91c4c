using EmbeddedFunctions.Store;

namespace EmbeddedFunctions.ServiceBus;

/// <summary>
/// The sequence numbers of one queue, rising from 1 and never used twice. They are reserved on disk in blocks, so a restart
/// leaves a gap. Used on the store's writing thread.
/// </summary>
internal sealed class SequenceNumbers(long queueId, long first)
{
    private const int BlockSize = 10_000;

    private long _next = first;
    private long _reservedBefore = first;

    public long Next(WriteScope scope)
    {
        var number = _next++;
        if (number >= _reservedBefore)
        {
            var reserved = number + BlockSize;
            scope.Prepare("UPDATE bus_queues SET next_sequence=?2 WHERE id=?1").Bind(1, queueId).Bind(2, reserved).Execute();

            // Only what is on disk counts: an undone write reserves again.
            scope.AfterCommit(() => _reservedBefore = reserved);
        }

        return number;
    }
}
