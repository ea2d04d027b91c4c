using Azure.Messaging.ServiceBus;
using StockFlow.Messaging;

namespace StockFlow.Channels.Pushes;

/// <summary>The queue that wakes pushes of real-time channels. A lost wake-up delays a number until the next check of due channels, no longer.</summary>
public sealed class PushQueue(QueueSender sender)
{
    /// <param name="at">When, UTC; null for at once.</param>
    public Task RequestAsync(IReadOnlyCollection<ChannelId> channels, DateTimeOffset? at, CancellationToken cancellationToken) =>
        channels.Count == 0
            ? Task.CompletedTask
            : sender.SendAsync(QueueNames.ChannelPushes, [.. channels.Select(channel => Message(channel, at))], cancellationToken);

    private static ServiceBusMessage Message(ChannelId channel, DateTimeOffset? at)
    {
        var message = new ServiceBusMessage(MessageBody.Write(new PushRequested(channel)))
        {
            SessionId = channel.Value,
            ContentType = "application/json",
        };
        if (at is { } time)
        {
            message.ScheduledEnqueueTime = time;
        }

        return message;
    }
}
