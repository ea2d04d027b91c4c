using Azure.Messaging.ServiceBus;

namespace StockFlow.Messaging;

/// <summary>
/// Looks at what waits in our queues without taking any of it. The right to receive is enough for that, where the service's own counts ask
/// for the right to manage it.
/// </summary>
public sealed class QueueGlances(ServiceBusClient client)
{
    private const int PageSize = 250;

    /// <summary>Beyond so many, a queue only counts as long.</summary>
    private const int CountedMax = 1_000;

    public async Task<IReadOnlyList<QueueGlance>> ReadAsync(CancellationToken cancellationToken)
    {
        var found = new List<QueueGlance>();
        foreach (var queue in QueueNames.All)
        {
            var (active, oldestAt) = await CountAsync(queue, SubQueue.None, cancellationToken);
            var (dead, _) = await CountAsync(queue, SubQueue.DeadLetter, cancellationToken);
            found.Add(new QueueGlance(queue, active, dead, oldestAt));
        }

        return found;
    }

    private async Task<(int Count, DateTimeOffset? OldestAt)> CountAsync(string queue, SubQueue part, CancellationToken cancellationToken)
    {
        // Peeking goes past sessions: it shows the messages of all, in order.
        await using var receiver = client.CreateReceiver(queue, new ServiceBusReceiverOptions { SubQueue = part });
        var (seen, count) = (0, 0);
        DateTimeOffset? oldestAt = null;
        while (seen < CountedMax)
        {
            var page = await receiver.PeekMessagesAsync(PageSize, cancellationToken: cancellationToken);
            if (page.Count == 0)
            {
                break;
            }

            seen += page.Count;
            foreach (var message in page.Where(message => message.State == ServiceBusMessageState.Active))
            {
                count++;
                oldestAt = oldestAt < message.EnqueuedTime ? oldestAt : message.EnqueuedTime;
            }
        }

        return (count, oldestAt);
    }
}
