using System.Collections.Concurrent;
using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace StockFlow.Tests.Embedded.Functions;

/// <summary>What the sample queue functions saw, one per host.</summary>
public sealed class QueueDiary
{
    public ConcurrentQueue<string> Lines { get; } = new();

    /// <summary>The next this many invocations fail.</summary>
    public int FailuresLeft { get; set; }

    /// <summary>Invocations wait for this.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task NoteAsync(string line, CancellationToken cancellationToken = default)
    {
        Lines.Enqueue(line);
        Entered.TrySetResult();
        await Gate.WaitAsync(cancellationToken);
        if (FailuresLeft > 0)
        {
            FailuresLeft--;
            throw new InvalidOperationException("not today");
        }
    }
}

public sealed class SingleQueueFunction(QueueDiary diary)
{
    [Function("TakeOne")]
    public Task RunAsync(
        [ServiceBusTrigger("%Queues__Plain%", Connection = "Bus")] ServiceBusReceivedMessage message, CancellationToken cancellationToken) =>
        diary.NoteAsync($"{message.Body} {message.DeliveryCount}", cancellationToken);
}

public sealed class BatchQueueFunction(QueueDiary diary)
{
    [Function("TakeMany")]
    public Task RunAsync([ServiceBusTrigger("many", Connection = "Bus", IsBatched = true)] ServiceBusReceivedMessage[] messages) =>
        diary.NoteAsync(string.Join(',', messages.Select(message => message.Body.ToString())));
}

public sealed class SessionQueueFunction(QueueDiary diary)
{
    [Function("TakeInOrder")]
    public Task RunAsync(
        [ServiceBusTrigger("sessions", Connection = "Bus", IsSessionsEnabled = true)] ServiceBusReceivedMessage message,
        ServiceBusSessionMessageActions session) =>
        diary.NoteAsync($"{message.SessionId} {message.Body} {session is not null}");
}

public sealed class ManualQueueFunction(QueueDiary diary)
{
    [Function("TakeByHand")]
    public async Task RunAsync(
        [ServiceBusTrigger("manual", Connection = "Bus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions)
    {
        await diary.NoteAsync($"{message.Body}");
        await actions.DeadLetterMessageAsync(message, deadLetterReason: "unwanted");
    }
}

public sealed record Doubling(int Times, int Number);

public sealed class DurableFunctions(QueueDiary diary)
{
    [Function("DoubleAll")]
    public static async Task<int> DoubleAllAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var input = context.GetInput<Doubling>()!;
        var number = input.Number;
        for (var i = 0; i < input.Times; i++)
        {
            number = await context.CallActivityAsync<int>("Double", new Doubling(1, number));
        }

        await context.CallActivityAsync("Note", $"became {number}");
        return number;
    }

    [Function("Double")]
    public static int Double([ActivityTrigger] Doubling doubling) => doubling.Number * 2;

    [Function("Note")]
    public Task NoteAsync([ActivityTrigger] string line) => diary.NoteAsync(line);

    [Function("BeginDoubling")]
    public static Task BeginAsync(
        [ServiceBusTrigger("doublings", Connection = "Bus")] ServiceBusReceivedMessage message,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) =>
        client.ScheduleNewOrchestrationInstanceAsync(
            "DoubleAll", message.Body.ToObjectFromJson<Doubling>(), new StartOrchestrationOptions(message.MessageId), cancellationToken);
}
