using StockFlow.Channels.Outbox;
using StockFlow.Stock;

namespace StockFlow.Channels.Failures;

/// <summary>Puts a refused number's SKU back into the outbox; the newest number is sent.</summary>
internal sealed class FailedPushRetry(ChannelOutbox outbox, TimeProvider timeProvider) : IFailedWorkRetry
{
    public string Kind => FailureKinds.Push;

    public Task RetryAsync(FailedWork failure, CancellationToken cancellationToken) =>
        outbox.AddAsync(
            failure.Channel, [new PendingChange(Sku.Parse(failure.Subject), timeProvider.GetUtcNow())], confirmAfter: null, cancellationToken);
}
