using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Xunit;

namespace StockFlow.Tests.Embedded.DurableTask;

public sealed class RetryTests
{
    private static readonly RetryPolicy ThreeTimes = new(3, TimeSpan.FromSeconds(10), backoffCoefficient: 2, maxRetryInterval: TimeSpan.FromSeconds(15));

    [Fact]
    public async Task Attempts_follow_the_policy_with_growing_and_capped_waits()
    {
        var attempts = new List<DateTimeOffset>();
        await using var world = new DurableWorld();
        await Calling(world, attempts, new RetryPolicy(4, TimeSpan.FromSeconds(10), 2, TimeSpan.FromSeconds(25)), failures: 3).StartAsync();

        var state = await world.RunAsync("Calls");

        Assert.Equal(4, state.ReadOutputAs<int>());
        Assert.Equal([0, 10, 30, 55], attempts.Select(at => (int)(at - attempts[0]).TotalSeconds));
    }

    [Fact]
    public async Task The_last_failure_is_thrown_once_the_attempts_are_used_up()
    {
        var attempts = new List<DateTimeOffset>();
        await using var world = new DurableWorld();
        await Calling(world, attempts, ThreeTimes, failures: 9).StartAsync();

        var state = await world.RunAsync("Calls");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, state.RuntimeStatus);
        Assert.Equal(3, attempts.Count);
        Assert.Contains("failure 3", state.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_the_filter_turns_down_is_final()
    {
        var attempts = new List<DateTimeOffset>();
        var policy = new RetryPolicy(5, TimeSpan.FromSeconds(1)) { HandleFailure = failure => !failure.IsCausedBy<IOException>() };
        await using var world = new DurableWorld();
        await Calling(world, attempts, policy, failures: 9).StartAsync();

        var state = await world.RunAsync("Calls");

        Assert.Single(attempts);
        Assert.True(state.FailureDetails!.InnerFailure!.IsCausedBy<IOException>());
    }

    [Fact]
    public async Task A_failure_the_filter_accepts_is_retried()
    {
        var attempts = new List<DateTimeOffset>();
        var policy = new RetryPolicy(5, TimeSpan.FromSeconds(1)) { HandleFailure = failure => failure.IsCausedBy<IOException>() };
        await using var world = new DurableWorld();
        await Calling(world, attempts, policy, failures: 2).StartAsync();

        var state = await world.RunAsync("Calls");

        Assert.Equal(3, state.ReadOutputAs<int>());
    }

    [Fact]
    public async Task No_attempt_follows_a_failure_after_the_retry_timeout()
    {
        var attempts = new List<DateTimeOffset>();
        var policy = new RetryPolicy(100, TimeSpan.FromSeconds(10), retryTimeout: TimeSpan.FromSeconds(25));
        await using var world = new DurableWorld();
        await Calling(world, attempts, policy, failures: 100).StartAsync();

        await world.RunAsync("Calls");

        Assert.Equal([0, 10, 20, 30], attempts.Select(at => (int)(at - attempts[0]).TotalSeconds));
    }

    [Fact]
    public async Task A_handler_decides_and_may_wait()
    {
        var attempts = new List<DateTimeOffset>();
        await using var world = new DurableWorld();
        Calling(world, attempts, new TaskRetryOptions(async retry =>
        {
            await retry.OrchestrationContext.CreateTimer(TimeSpan.FromMinutes(retry.LastAttemptNumber), CancellationToken.None);
            return retry.LastAttemptNumber < 3 && retry.LastFailure.IsCausedBy<IOException>();
        }), failures: 9);
        await world.StartAsync();

        var state = await world.RunAsync("Calls");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, state.RuntimeStatus);
        Assert.Equal([0, 1, 3], attempts.Select(at => (int)(at - attempts[0]).TotalMinutes));
    }

    [Fact]
    public async Task Retries_go_on_after_a_restart_between_them()
    {
        var attempts = new List<DateTimeOffset>();
        await using var world = new DurableWorld();
        await Calling(world, attempts, ThreeTimes, failures: 2).StartAsync();
        var id = await world.ScheduleAsync("Calls");
        await world.IdleAsync();

        await world.RestartAsync();
        await world.IdleAsync();
        var attemptsAfterRestart = attempts.Count;
        var state = await world.EndOfAsync(id);

        Assert.Equal(1, attemptsAfterRestart);
        Assert.Equal(3, state.ReadOutputAs<int>());
    }

    [Theory]
    [InlineData(0, 1, 1.0)]
    [InlineData(1, 0, 1.0)]
    [InlineData(1, 1, 0.9)]
    public void A_policy_out_of_range_is_refused(int attempts, int seconds, double backoff)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new RetryPolicy(attempts, TimeSpan.FromSeconds(seconds), backoff));
    }

    private static DurableWorld Calling(DurableWorld world, List<DateTimeOffset> attempts, TaskRetryOptions retry, int failures) => world
        .Activity<int, int>("Flaky", _ =>
        {
            attempts.Add(world.Time.GetUtcNow());
            return attempts.Count > failures ? attempts.Count : throw new FileNotFoundException($"failure {attempts.Count}");
        })
        .Orchestrator("Calls", async context => await context.CallActivityAsync<int>("Flaky", 0, new TaskOptions(retry)));
}
