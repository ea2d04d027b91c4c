using System.Diagnostics;
using Azure.Messaging.ServiceBus;
using DurableTask.Core.Exceptions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using StockFlow.Channels;
using StockFlow.Functions.Reservations;
using StockFlow.Intake;
using StockFlow.Messaging;
using StockFlow.Orders;
using StockFlow.Settings;
using StockFlow.Stock;
using StockFlow.Storage;
using StockFlow.Telemetry;

namespace StockFlow.Functions.Intake;

/// <summary>Merges an order's snapshot and starts the work on the revision that comes of it. One order's messages come one by one.</summary>
/// <remarks>
/// The merge is here and not in the orchestration because the instance is named after the revision, which the merge decides: every
/// delivery that leads to a revision names the same instance, so a crash between merge and start is mended by the redelivery, which finds
/// the revision not done and starts it. Inside an orchestration each delivery would need an instance of its own, and a rule for which waits.
/// </remarks>
public sealed partial class AcceptOrderEvents(
    OrderStore orders,
    WebhookIntake intake,
    StockAnnouncer announcer,
    ChannelCatalog channels,
    StockFlowMetrics metrics,
    ILogger<AcceptOrderEvents> logger)
{
    /// <summary>One instance per revision, whatever became of the first: a failed one is retried by hand, under its own id.</summary>
    private static readonly OrchestrationRuntimeStatus[] AnyStatus =
    [
        OrchestrationRuntimeStatus.Pending,
        OrchestrationRuntimeStatus.Running,
        OrchestrationRuntimeStatus.Suspended,
        OrchestrationRuntimeStatus.Completed,
        OrchestrationRuntimeStatus.Failed,
        OrchestrationRuntimeStatus.Terminated,
    ];

    [Function("AcceptOrderEvents")]
    public async Task RunAsync(
        [ServiceBusTrigger(QueueNames.OrderEvents, Connection = ConnectionNames.ServiceBus, IsSessionsEnabled = true, AutoCompleteMessages = false)]
        ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        using var span = StockFlowTrace.Continue(SpanNames.AcceptOrderEvent, MessageTrace.Of(message), ActivityKind.Consumer);
        try
        {
            switch (message.Subject)
            {
                case OrderEvent.Subject:
                    var taken = MessageBody.Read<OrderEvent>(message.Body);
                    var order = await orders.MergeAsync(taken.Order, taken.ReceivedAt, cancellationToken);
                    await AnnounceMovedAsync(order, taken.ReceivedAt, cancellationToken);
                    await StartAsync(client, order, message, cancellationToken);
                    break;
                case OrderRerun.Subject:
                    var rerun = MessageBody.Read<OrderRerun>(message.Body);
                    await StartAsync(
                        client,
                        await orders.RestartAsync(rerun.Order, rerun.Revision, rerun.RequestedAt, cancellationToken),
                        message,
                        cancellationToken,
                        rerun.Tries);
                    break;
                case HoldExpired.Subject:
                    var hold = MessageBody.Read<HoldExpired>(message.Body);
                    var holdTime = channels.TryGet(hold.Order.Channel, out var channel) ? channel.Settings.HoldTime : null;
                    await StartAsync(
                        client,
                        await orders.ExpireHoldAsync(hold.Order, hold.Deadline, holdTime, hold.ExpiredAt, cancellationToken),
                        message,
                        cancellationToken);
                    break;
                case ShortfallDecided.Subject:
                    var decided = MessageBody.Read<ShortfallDecided>(message.Body);
                    await StartAsync(
                        client,
                        await orders.DecideAsync(decided.Order, decided.Revision, decided.Decisions, decided.DecidedAt, cancellationToken),
                        message,
                        cancellationToken);
                    break;
                case UnreadableDelivery.Subject:
                    if (await intake.ReadAgainAsync(MessageBody.Read<UnreadableDelivery>(message.Body), cancellationToken) is { } reason)
                    {
                        await SetAsideAsync(actions, message, "UnreadableDelivery", reason, cancellationToken);
                        return;
                    }

                    break;
                default:
                    await SetAsideAsync(actions, message, "UnknownSubject", $"No message of ours has the subject '{message.Subject}'.", cancellationToken);
                    return;
            }
        }
        catch (FormatException e)
        {
            await SetAsideAsync(actions, message, "UnreadableBody", e.Message, cancellationToken);
            return;
        }
        catch (OrderTooLargeException e)
        {
            await SetAsideAsync(actions, message, "OrderTooLarge", e.Message, cancellationToken);
            return;
        }

        await actions.CompleteMessageAsync(message, cancellationToken);
    }

    /// <summary>
    /// An order that was called off before we heard of it wants nothing, and one that was not paid in time wants no more when it is changed,
    /// called off, or paid and sent back at once: nothing is done that would announce its SKUs. But its channel has moved the numbers it
    /// shows, and may have been told ours in between.
    /// </summary>
    private Task AnnounceMovedAsync(Order order, DateTimeOffset receivedAt, CancellationToken cancellationToken) => order.MovedAt == receivedAt
        ? announcer.AnnounceAsync([.. order.NamedSkus], receivedAt, order.Id.Channel, cancellationToken)
        : Task.CompletedTask;

    private async Task StartAsync(
        DurableTaskClient client, Order? order, ServiceBusReceivedMessage message, CancellationToken cancellationToken, int tries = 0)
    {
        if (order is null or { IsDone: true })
        {
            return;
        }

        Activity.Current?.SetTag(SpanTags.Order, order.Id.ToString()).SetTag(SpanTags.Revision, order.Revision);
        var revision = new OrderRevision(order.Id, order.Revision) { TraceParent = StockFlowTrace.Current, Tries = tries };
        if (message.DeliveryCount > 1 && await client.GetInstanceAsync(revision.InstanceId, cancellationToken) is not null)
        {
            return;
        }

        try
        {
            var options = new StartOrchestrationOptions(revision.InstanceId).WithDedupeStatuses(AnyStatus);
            await client.ScheduleNewOrchestrationInstanceAsync(ReserveOrder.Name, revision, options, cancellationToken);
            metrics.AcceptedOrder();
        }
        catch (OrchestrationAlreadyExistsException)
        {
            // An earlier delivery has started it.
        }
    }

    private async Task SetAsideAsync(
        ServiceBusMessageActions actions, ServiceBusReceivedMessage message, string reason, string description, CancellationToken cancellationToken)
    {
        LogSetAside(message.MessageId, reason, description);
        await actions.DeadLetterMessageAsync(message, null, reason, description, cancellationToken);
    }

    [LoggerMessage(2201, LogLevel.Warning, "Order event {MessageId} was set aside: {Reason}. {Description}")]
    private partial void LogSetAside(string messageId, string reason, string description);
}
