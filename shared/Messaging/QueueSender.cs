using System.Collections.Concurrent;
using Azure.Messaging.ServiceBus;

namespace StockFlow.Messaging;

/// <summary>Sends messages; once a send has ended they are durable.</summary>
public sealed class QueueSender(ServiceBusClient client) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, ServiceBusSender> _senders = new(StringComparer.Ordinal);

    public Task SendAsync(string queue, ServiceBusMessage message, CancellationToken cancellationToken)
    {
        MessageTrace.Stamp(message);
        return SenderFor(queue).SendMessageAsync(message, cancellationToken);
    }

    /// <summary>Sends several, in as few batches as the service allows. A failure may leave the earlier batches sent: send all again.</summary>
    /// <exception cref="InvalidOperationException">One message alone is larger than the service takes.</exception>
    public async Task SendAsync(string queue, IReadOnlyCollection<ServiceBusMessage> messages, CancellationToken cancellationToken)
    {
        var sender = SenderFor(queue);
        ServiceBusMessageBatch? batch = null;
        try
        {
            foreach (var message in messages)
            {
                MessageTrace.Stamp(message);
                if (batch is not null && batch.TryAddMessage(message))
                {
                    continue;
                }

                if (batch is { Count: > 0 })
                {
                    await sender.SendMessagesAsync(batch, cancellationToken).ConfigureAwait(false);
                }

                batch?.Dispose();
                batch = await sender.CreateMessageBatchAsync(cancellationToken).ConfigureAwait(false);
                if (!batch.TryAddMessage(message))
                {
                    throw new InvalidOperationException(
                        $"A message of {message.Body.ToMemory().Length} bytes for {queue} is larger than the {batch.MaxSizeInBytes} bytes of a batch.");
                }
            }

            if (batch is { Count: > 0 })
            {
                await sender.SendMessagesAsync(batch, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            batch?.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var sender in _senders.Values)
        {
            await sender.DisposeAsync().ConfigureAwait(false);
        }
    }

    private ServiceBusSender SenderFor(string queue) => _senders.GetOrAdd(queue, static (queue, client) => client.CreateSender(queue), client);
}
