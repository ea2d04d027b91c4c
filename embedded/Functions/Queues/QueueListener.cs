using EmbeddedFunctions.ServiceBus;
using EmbeddedFunctions.Store;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EmbeddedFunctions.Functions;

/// <summary>Runs one function for the messages of its queue.</summary>
internal sealed partial class QueueListener(
    FunctionRunner runner, QueueTrigger trigger, HostJson hostJson, HandlerGate gate, IServiceScopeFactory scopes, TimeProvider timeProvider) : ITriggerListener
{
    private readonly WorkGauge _gauge = new();
    private readonly CancellationTokenSource _deadline = new();
    private QueuePump? _pump;
    private Task _stopped = Task.CompletedTask;

    public long Begun => _gauge.Begun;

    public bool IsIdle => _gauge.IsIdle && _pump is not { IsIdle: false };

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _pump = QueuePump.Start(
            ServiceBusBroker.For(EmbeddedStores.Get(trigger.Connection)),
            trigger.Queue,
            new QueuePumpOptions
            {
                MaxConcurrentCalls = hostJson.MaxConcurrentCalls,
                MaxConcurrentSessions = hostJson.MaxConcurrentSessions,
                BatchSizeMax = trigger.IsBatched ? hostJson.MaxMessageBatchSize : 1,
                AutoComplete = trigger.AutoComplete ?? hostJson.AutoCompleteMessages,
                MaxAutoLockRenewalDuration = hostJson.MaxAutoLockRenewalDuration,
            },
            HandleAsync);
        return Task.CompletedTask;
    }

    public void StopTaking() => _stopped = _pump?.StopAsync(_deadline.Token) ?? Task.CompletedTask;

    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        await using var cancelling = cancellationToken.Register(_deadline.Cancel);
        await _stopped;
    }

    public Task WhenIdleAsync(CancellationToken cancellationToken) => _pump?.WhenIdleAsync(cancellationToken) ?? Task.CompletedTask;

    private async Task HandleAsync(PumpDelivery delivery, CancellationToken cancellationToken)
    {
        _gauge.Begin();
        await gate.EnterAsync(cancellationToken);
        try
        {
            await RunAsync(delivery, cancellationToken);
        }
        catch (Exception e)
        {
            // The message goes back to its queue; the pump needs to see the failure as well.
            var message = delivery.Messages[0];
            LogFailed(runner.Logger, e, runner.Definition.Name, message.MessageId, message.DeliveryCount, delivery.Messages.Count);
            throw;
        }
        finally
        {
            gate.Leave();
            _gauge.End();
        }
    }

    private async Task RunAsync(PumpDelivery delivery, CancellationToken cancellationToken)
    {
        if (hostJson.FunctionTimeout is not { } limit)
        {
            await runner.RunAsync(scopes, delivery, cancellationToken);
            return;
        }

        using var timeout = new CancellationTokenSource(limit, timeProvider);
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        await runner.RunAsync(scopes, delivery, cancelled.Token);
    }

    [LoggerMessage(30, LogLevel.Error, "{Function} failed on message {MessageId}, delivery {DeliveryCount}, the first of {Messages}")]
    private static partial void LogFailed(
        ILogger logger, Exception exception, string function, string messageId, int deliveryCount, int messages);
}
