using EmbeddedFunctions.ServiceBus;

namespace Azure.Messaging.ServiceBus;

/// <summary>Sends to one queue. A send's task ends once the messages are on disk. Thread-safe.</summary>
public class ServiceBusSender : IAsyncDisposable
{
    private readonly ServiceBusBroker _broker;
    private readonly ServiceBusClient? _client;

    protected ServiceBusSender()
    {
        _broker = null!;
        EntityPath = string.Empty;
    }

    internal ServiceBusSender(ServiceBusClient client, ServiceBusBroker broker, string queue)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(queue);
        _client = client;
        _broker = broker;
        EntityPath = queue;
    }

    public virtual string EntityPath { get; }

    public virtual string FullyQualifiedNamespace => _client?.FullyQualifiedNamespace ?? string.Empty;

    public virtual string Identifier => EntityPath;

    public virtual bool IsClosed { get; private set; }

    /// <exception cref="ServiceBusException">MessagingEntityNotFound, MessageSizeExceeded.</exception>
    /// <exception cref="InvalidOperationException">The queue has sessions and the message has no session id.</exception>
    public virtual Task SendMessageAsync(ServiceBusMessage message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        return Queue().SendAsync([StoredMessage.From(message)], cancellationToken);
    }

    /// <summary>Sends all of the messages or, if it throws, none.</summary>
    /// <inheritdoc cref="SendMessageAsync"/>
    public virtual Task SendMessagesAsync(IEnumerable<ServiceBusMessage> messages, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var contents = messages.Select(StoredMessage.From).ToArray();
        return contents.Length == 0 ? Task.CompletedTask : Queue().SendAsync(contents, cancellationToken);
    }

    /// <inheritdoc cref="SendMessagesAsync(IEnumerable{ServiceBusMessage}, CancellationToken)"/>
    public virtual Task SendMessagesAsync(ServiceBusMessageBatch messageBatch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messageBatch);
        return messageBatch.Count == 0 ? Task.CompletedTask : Queue().SendAsync([.. messageBatch.Contents], cancellationToken);
    }

    /// <returns>A sequence number that stands for the message until it is enqueued, to cancel it by.</returns>
    /// <inheritdoc cref="SendMessageAsync"/>
    public virtual async Task<long> ScheduleMessageAsync(
        ServiceBusMessage message, DateTimeOffset scheduledEnqueueTime, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        var numbers = await ScheduleMessagesAsync([message], scheduledEnqueueTime, cancellationToken).ConfigureAwait(false);
        return numbers[0];
    }

    /// <returns>One sequence number for each message, in order.</returns>
    /// <inheritdoc cref="SendMessageAsync"/>
    public virtual async Task<IReadOnlyList<long>> ScheduleMessagesAsync(
        IEnumerable<ServiceBusMessage> messages, DateTimeOffset scheduledEnqueueTime, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var contents = messages.Select(message => StoredMessage.From(message) with { ScheduledEnqueueTime = scheduledEnqueueTime }).ToArray();
        return contents.Length == 0 ? [] : await Queue().SendAsync(contents, cancellationToken).ConfigureAwait(false);
    }

    /// <exception cref="ServiceBusException">MessageNotFound: it is enqueued, cancelled or unknown.</exception>
    public virtual Task CancelScheduledMessageAsync(long sequenceNumber, CancellationToken cancellationToken = default) =>
        CancelScheduledMessagesAsync([sequenceNumber], cancellationToken);

    /// <summary>Cancels all of them or, if it throws, none.</summary>
    /// <inheritdoc cref="CancelScheduledMessageAsync"/>
    public virtual Task CancelScheduledMessagesAsync(IEnumerable<long> sequenceNumbers, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Queue().CancelScheduledAsync([.. sequenceNumbers]);
    }

    public virtual ValueTask<ServiceBusMessageBatch> CreateMessageBatchAsync(CancellationToken cancellationToken = default) =>
        CreateMessageBatchAsync(new CreateMessageBatchOptions(), cancellationToken);

    public virtual ValueTask<ServiceBusMessageBatch> CreateMessageBatchAsync(
        CreateMessageBatchOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        cancellationToken.ThrowIfCancellationRequested();
        if (options.MaxSizeInBytes > StoredMessage.SizeInBytesMax)
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), options.MaxSizeInBytes, $"A batch takes at most {StoredMessage.SizeInBytesMax} bytes.");
        }

        return new(new ServiceBusMessageBatch(options.MaxSizeInBytes ?? StoredMessage.SizeInBytesMax));
    }

    public virtual Task CloseAsync(CancellationToken cancellationToken = default)
    {
        IsClosed = true;
        return Task.CompletedTask;
    }

    public virtual async ValueTask DisposeAsync()
    {
        await CloseAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }

    private BrokerQueue Queue()
    {
        ObjectDisposedException.ThrowIf(IsClosed || _client is { IsClosed: true }, this);
        return _broker.Queue(EntityPath);
    }
}
