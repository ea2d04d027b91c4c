using Azure.Messaging.ServiceBus;

namespace StockFlow.Bench.Cost;

/// <summary>A message service that counts the operations that sending takes.</summary>
internal sealed class MeteredQueues(string connectionString, CostMeter meter) : ServiceBusClient(connectionString)
{
    private const int OperationBytes = 64 * 1024;

    public override ServiceBusSender CreateSender(string queueOrTopicName) => new Sender(base.CreateSender(queueOrTopicName), meter);

    /// <summary>A batch is billed as its messages; it has no more bytes than they have, so its average stands for each.</summary>
    private static long OperationsOf(long messages, long bytes) => Math.Max(messages, (bytes + OperationBytes - 1) / OperationBytes);

    private sealed class Sender(ServiceBusSender sender, CostMeter meter) : ServiceBusSender
    {
        public override string EntityPath => sender.EntityPath;

        public override Task SendMessageAsync(ServiceBusMessage message, CancellationToken cancellationToken = default)
        {
            meter.Count(UseKind.Send, EntityPath, OperationsOf(1, message.Body.ToMemory().Length));
            return sender.SendMessageAsync(message, cancellationToken);
        }

        public override Task SendMessagesAsync(ServiceBusMessageBatch messageBatch, CancellationToken cancellationToken = default)
        {
            meter.Count(UseKind.Send, EntityPath, OperationsOf(messageBatch.Count, messageBatch.SizeInBytes));
            return sender.SendMessagesAsync(messageBatch, cancellationToken);
        }

        public override ValueTask<ServiceBusMessageBatch> CreateMessageBatchAsync(CancellationToken cancellationToken = default) =>
            sender.CreateMessageBatchAsync(cancellationToken);

        public override ValueTask DisposeAsync() => sender.DisposeAsync();
    }
}
