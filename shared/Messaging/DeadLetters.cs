using Azure.Messaging.ServiceBus;

namespace StockFlow.Messaging;

/// <summary>The messages that our queues have set aside: to be listed, sent again, or dropped by hand.</summary>
public sealed class DeadLetters(ServiceBusClient client)
{
    private const int BatchSize = 100;

    /// <summary>How many dead letters of one queue are searched for the one that is named.</summary>
    private const int SearchedMax = 10_000;

    private static readonly TimeSpan ReceiveWaitMax = TimeSpan.FromSeconds(2);

    /// <summary>Lists dead letters of all queues, oldest first in each.</summary>
    /// <param name="countMax">At least 1.</param>
    public async Task<IReadOnlyList<DeadLetter>> ListAsync(int countMax, CancellationToken cancellationToken)
    {
        var found = new List<DeadLetter>();
        foreach (var queue in QueueNames.All)
        {
            await using var receiver = ReceiverFor(queue);
            long? from = null;
            while (found.Count < countMax)
            {
                var page = await receiver.PeekMessagesAsync(Math.Min(BatchSize, countMax - found.Count), from, cancellationToken);
                if (page.Count == 0)
                {
                    break;
                }

                found.AddRange(page.Select(message => Describe(queue, message)));
                from = page[^1].SequenceNumber + 1;
            }
        }

        return found;
    }

    /// <summary>Sends a dead letter to its queue again and takes it off the list. Cut off in between, it is in both places: every message may come twice.</summary>
    /// <returns>False when there is no such dead letter.</returns>
    public Task<bool> RetryAsync(string queue, long sequenceNumber, CancellationToken cancellationToken) =>
        TakeAsync(
            queue,
            sequenceNumber,
            async message =>
            {
                await using var sender = client.CreateSender(queue);

                // Under its own id the queue would take it for a repeat and drop it.
                var again = new ServiceBusMessage(message) { MessageId = $"retry:{queue}:{sequenceNumber}" };
                await sender.SendMessageAsync(again, cancellationToken);
            },
            cancellationToken);

    /// <summary>Takes a dead letter off the list for good.</summary>
    /// <returns>False when there is no such dead letter.</returns>
    public Task<bool> DropAsync(string queue, long sequenceNumber, CancellationToken cancellationToken) =>
        TakeAsync(queue, sequenceNumber, _ => Task.CompletedTask, cancellationToken);

    /// <summary>Takes all dead letters of one kind off the lists for good that were queued before a time. Running twice changes nothing.</summary>
    /// <param name="subject">The kind of message.</param>
    /// <param name="before">UTC.</param>
    public async Task DropOlderAsync(string subject, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var letters = await ListAsync(SearchedMax, cancellationToken);
        foreach (var letter in letters.Where(letter => letter.Subject == subject && letter.EnqueuedAt < before))
        {
            await DropAsync(letter.Queue, letter.SequenceNumber, cancellationToken);
        }
    }

    private async Task<bool> TakeAsync(
        string queue, long sequenceNumber, Func<ServiceBusReceivedMessage, Task> take, CancellationToken cancellationToken)
    {
        if (!QueueNames.All.Contains(queue))
        {
            return false;
        }

        await using var receiver = ReceiverFor(queue);
        var seen = await receiver.PeekMessagesAsync(1, sequenceNumber, cancellationToken);
        if (seen.Count == 0 || seen[0].SequenceNumber != sequenceNumber)
        {
            return false;
        }

        var others = new List<ServiceBusReceivedMessage>();
        try
        {
            while (others.Count < SearchedMax)
            {
                var page = await receiver.ReceiveMessagesAsync(BatchSize, ReceiveWaitMax, cancellationToken);
                others.AddRange(page.Where(message => message.SequenceNumber != sequenceNumber));
                if (page.FirstOrDefault(message => message.SequenceNumber == sequenceNumber) is { } message)
                {
                    await take(message);
                    await receiver.CompleteMessageAsync(message, CancellationToken.None);
                    return true;
                }

                if (page.Count == 0 || page.All(message => message.SequenceNumber > sequenceNumber))
                {
                    return false;
                }
            }

            return false;
        }
        finally
        {
            // They are only looked past; abandoned, they can be taken at once.
            foreach (var other in others)
            {
                await receiver.AbandonMessageAsync(other, cancellationToken: CancellationToken.None);
            }
        }
    }

    private ServiceBusReceiver ReceiverFor(string queue) =>
        client.CreateReceiver(queue, new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter });

    private static DeadLetter Describe(string queue, ServiceBusReceivedMessage message) => new(
        queue,
        message.SequenceNumber,
        message.Subject,
        message.SessionId,
        message.DeadLetterReason ?? "Unknown",
        message.DeadLetterErrorDescription ?? message.DeadLetterReason ?? "No reason was given.",
        message.EnqueuedTime,
        message.DeliveryCount);
}
