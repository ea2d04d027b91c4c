using Azure.Messaging.ServiceBus;
using EmbeddedFunctions.Functions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace StockFlow.Tests.Embedded.Functions;

public sealed class QueueFunctionTests
{
    private readonly QueueDiary _diary = new();
    private readonly string _folder = TestHost.NewFolder();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string Connection => $"EmbeddedStore={Path.Combine(_folder, "store.db")}";

    [Fact]
    public async Task A_message_is_handled_once_and_its_queue_is_named_by_a_setting()
    {
        await using var host = await StartAsync([typeof(SingleQueueFunction)]);

        await SendAsync("plain", new ServiceBusMessage("one"));
        await host.Embedded.WhenIdleAsync(Cancelled);

        Assert.Equal(["one 1"], _diary.Lines);
    }

    [Fact]
    public async Task A_message_whose_function_fails_comes_again_and_the_failure_is_logged()
    {
        _diary.FailuresLeft = 2;
        await using var host = await StartAsync([typeof(SingleQueueFunction)]);

        await SendAsync("plain", new ServiceBusMessage("one") { MessageId = "m-1" });
        await host.Embedded.WhenIdleAsync(Cancelled);

        Assert.Equal(["one 1", "one 2", "one 3"], _diary.Lines);
        Assert.Contains(host.Log.Lines, line => line.StartsWith("Error", StringComparison.Ordinal)
            && line.Contains("TakeOne failed on message m-1, delivery 2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_message_that_always_fails_becomes_a_dead_letter_after_the_set_number_of_deliveries()
    {
        _diary.FailuresLeft = int.MaxValue;
        await using var host = await StartAsync([typeof(SingleQueueFunction)], ("EmbeddedHost:Queues:plain:MaxDeliveryCount", "3"));

        await SendAsync("plain", new ServiceBusMessage("one"));
        await host.Embedded.WhenIdleAsync(Cancelled);

        Assert.Equal(3, _diary.Lines.Count);
        Assert.Equal("MaxDeliveryCountExceeded", (await DeadLetterAsync("plain"))!.DeadLetterReason);
    }

    [Fact]
    public async Task A_batched_function_is_given_what_waits_up_to_the_limit()
    {
        await using (await StartAsync([], ("EmbeddedHost:Queues:many:MaxDeliveryCount", "10")))
        {
            await SendAsync("many", new ServiceBusMessage("a"), new ServiceBusMessage("b"), new ServiceBusMessage("c"));
        }

        await using var host = await StartAsync(
            [typeof(BatchQueueFunction)],
            ("AzureFunctionsJobHost:extensions:serviceBus:maxMessageBatchSize", "2"),
            ("AzureFunctionsJobHost:extensions:serviceBus:maxConcurrentCalls", "1"));
        await host.Embedded.WhenIdleAsync(Cancelled);

        Assert.Equal(["a,b", "c"], _diary.Lines);
    }

    [Fact]
    public async Task Messages_of_a_session_are_handled_in_order()
    {
        await using var host = await StartAsync([typeof(SessionQueueFunction)]);

        await SendAsync("sessions", [.. Enumerable.Range(0, 20).Select(i => new ServiceBusMessage($"{i}") { SessionId = i % 2 == 0 ? "even" : "odd" })]);
        await host.Embedded.WhenIdleAsync(Cancelled);

        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"even {i * 2} True"), _diary.Lines.Where(line => line.StartsWith("even", StringComparison.Ordinal)));
        Assert.Equal(20, _diary.Lines.Count);
    }

    [Fact]
    public async Task A_function_may_settle_its_message_itself()
    {
        await using var host = await StartAsync([typeof(ManualQueueFunction)]);

        await SendAsync("manual", new ServiceBusMessage("one"));
        await host.Embedded.WhenIdleAsync(Cancelled);

        Assert.Equal("unwanted", (await DeadLetterAsync("manual"))!.DeadLetterReason);
    }

    [Fact]
    public async Task Duplicates_are_dropped_where_a_setting_says_so()
    {
        await using var host = await StartAsync(
            [typeof(SingleQueueFunction)], ("EmbeddedHost:Queues:plain:DuplicateDetectionWindow", "00:10:00"));

        await SendAsync("plain", new ServiceBusMessage("one") { MessageId = "same" });
        await SendAsync("plain", new ServiceBusMessage("two") { MessageId = "same" });
        await host.Embedded.WhenIdleAsync(Cancelled);

        Assert.Equal(["one 1"], _diary.Lines);
    }

    [Fact]
    public async Task A_stop_lets_a_message_under_way_finish_and_takes_no_other()
    {
        var hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _diary.Gate = hold.Task;
        var host = await StartAsync(
            [typeof(SingleQueueFunction)], ("AzureFunctionsJobHost:extensions:serviceBus:maxConcurrentCalls", "1"));
        await SendAsync("plain", new ServiceBusMessage("one"), new ServiceBusMessage("two"));
        await _diary.Entered.Task.WaitAsync(Cancelled);

        var stop = host.Host.StopAsync(Cancelled);
        hold.SetResult();
        await stop;
        await host.DisposeAsync();
        Assert.Equal(["one 1"], _diary.Lines);

        await using var again = await StartAsync([typeof(SingleQueueFunction)]);
        await again.Embedded.WhenIdleAsync(Cancelled);
        Assert.Equal(["one 1", "two 1"], _diary.Lines);
    }

    [Fact]
    public async Task A_message_that_outlasts_the_drain_time_comes_again_at_the_next_start()
    {
        _diary.Gate = new TaskCompletionSource().Task;
        await using (await StartAsync([typeof(SingleQueueFunction)], ("EmbeddedHost:DrainTime", "00:00:00")))
        {
            await SendAsync("plain", new ServiceBusMessage("one"));
            await _diary.Entered.Task.WaitAsync(Cancelled);
        }

        _diary.Gate = Task.CompletedTask;
        await using var again = await StartAsync([typeof(SingleQueueFunction)]);
        await again.Embedded.WhenIdleAsync(Cancelled);

        Assert.Equal(2, _diary.Lines.Count);
    }

    [Fact]
    public async Task An_orchestration_started_by_a_message_runs_its_activities_before_the_host_is_idle()
    {
        await using var host = await StartAsync([typeof(DurableFunctions)]);

        await SendAsync("doublings", new ServiceBusMessage("""{"Times":5,"Number":3}""") { MessageId = "doubling-1" });
        await host.Embedded.WhenIdleAsync(Cancelled);

        Assert.Equal(["became 96"], _diary.Lines);
    }

    [Fact]
    public async Task Idle_is_reached_only_at_the_end_of_many_chains()
    {
        await using var host = await StartAsync([typeof(DurableFunctions)]);

        await SendAsync("doublings", [.. Enumerable.Range(0, 200).Select(i => new ServiceBusMessage($$"""{"Times":3,"Number":{{i}}}""") { MessageId = $"d-{i}" })]);
        await host.Embedded.WhenIdleAsync(Cancelled);

        Assert.Equal(200, _diary.Lines.Count);
    }

    [Fact]
    public void Faults_of_queue_functions_are_told_at_once()
    {
        var refusal = Assert.Throws<HostStartException>(() => TestHost.Build(
            [typeof(FaultyQueueFunctions)], _folder, new TestLog(), TestHost.Settings(
                ("Bus", Connection), ("Cloud", "Endpoint=sb://shop.servicebus.windows.net/"),
                ("EmbeddedHost:Queues:plain:RequiresSession", "true"), ("EmbeddedHost:Queues:plain:MaxDeliveryCount", "none"))));

        string[] expected =
        [
            "needs the setting Missing, which is missing",
            "needs the setting Cloud, which names no embedded store",
            "listens to a topic",
            "needs the setting Queues__None, which is missing",
            "parameter 'message' of type String",
            "parameter 'session' of type ServiceBusSessionMessageActions",
            "EmbeddedHost__Queues__plain__RequiresSession",
            "EmbeddedHost:Queues:plain:MaxDeliveryCount is 'none'",
        ];
        Assert.All(expected, fault => Assert.Contains(fault, refusal.Message, StringComparison.Ordinal));
        Assert.Equal(expected.Length, refusal.Failures.Count(failure => !failure.Contains("local.settings.json", StringComparison.Ordinal)));
    }

    private async Task<TestHost> StartAsync(Type[] functions, params (string Name, string? Value)[] settings)
    {
        void Configure(FunctionsApplicationBuilder builder)
        {
            TestHost.Settings([("Bus", Connection), ("Queues:Plain", "plain"), .. settings])(builder);
            builder.Services.AddSingleton(_diary);
        }

        return await TestHost.StartAsync(functions, Configure, _folder);
    }

    private async Task SendAsync(string queue, params ServiceBusMessage[] messages)
    {
        await using var client = new ServiceBusClient(Connection);
        await using var sender = client.CreateSender(queue);
        await sender.SendMessagesAsync(messages, Cancelled);
    }

    private async Task<ServiceBusReceivedMessage?> DeadLetterAsync(string queue)
    {
        await using var client = new ServiceBusClient(Connection);
        await using var receiver = client.CreateReceiver(queue, new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter });
        return await receiver.PeekMessageAsync(cancellationToken: Cancelled);
    }
}

public static class FaultyQueueFunctions
{
    [Function("NoSetting")]
    public static void NoSetting([ServiceBusTrigger("plain", Connection = "Missing")] ServiceBusReceivedMessage message) => _ = message;

    [Function("NotEmbedded")]
    public static void NotEmbedded([ServiceBusTrigger("plain", Connection = "Cloud")] ServiceBusReceivedMessage message) => _ = message;

    [Function("Topic")]
    public static void Topic([ServiceBusTrigger("news", "all", Connection = "Bus")] ServiceBusReceivedMessage message) => _ = message;

    [Function("NoQueue")]
    public static void NoQueue([ServiceBusTrigger("%Queues__None%", Connection = "Bus")] ServiceBusReceivedMessage message) => _ = message;

    [Function("Text")]
    public static void Text([ServiceBusTrigger("text", Connection = "Bus")] string message) => _ = message;

    [Function("NoSession")]
    public static void NoSession(
        [ServiceBusTrigger("other", Connection = "Bus")] ServiceBusReceivedMessage message, ServiceBusSessionMessageActions session) =>
        _ = (message, session);

    [Function("Plain")]
    public static void Plain([ServiceBusTrigger("plain", Connection = "Bus")] ServiceBusReceivedMessage message) => _ = message;
}
