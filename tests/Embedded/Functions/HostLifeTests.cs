using EmbeddedFunctions.Store;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StockFlow.Tests.Fakes;
using Xunit;

namespace StockFlow.Tests.Embedded.Functions;

public sealed class HostLifeTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stop_lets_a_request_under_way_finish()
    {
        var door = new Door();
        var host = await TestHost.StartAsync([typeof(DoorFunctions)], builder => builder.Services.AddSingleton(door));
        var answer = host.Client.GetStringAsync("/api/wait", Cancelled);
        await door.Entered.Task.WaitAsync(Cancelled);

        var stop = host.Host.StopAsync(Cancelled);
        door.Opened.SetResult();

        Assert.Equal("done", await answer);
        await stop;
        await host.DisposeAsync();
    }

    [Fact]
    public async Task A_request_that_outlasts_the_drain_time_is_cancelled()
    {
        var door = new Door();
        var host = await TestHost.StartAsync([typeof(DoorFunctions)], builder =>
        {
            TestHost.Settings(("EmbeddedHost:DrainTime", "00:00:00"))(builder);
            builder.Services.AddSingleton(door);
        });
        var answer = host.Client.GetStringAsync("/api/wait", Cancelled);
        await door.Entered.Task.WaitAsync(Cancelled);

        await host.Host.StopAsync(Cancelled);

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => answer);
        await host.DisposeAsync();
    }

    [Fact]
    public async Task Idle_waits_for_a_request_under_way()
    {
        var door = new Door();
        await using var host = await TestHost.StartAsync([typeof(DoorFunctions)], builder => builder.Services.AddSingleton(door));
        var answer = host.Client.GetStringAsync("/api/wait", Cancelled);
        await door.Entered.Task.WaitAsync(Cancelled);

        var idle = host.Embedded.WhenIdleAsync(Cancelled);
        var wasIdle = idle.IsCompleted;
        door.Opened.SetResult();
        await idle;

        Assert.False(wasIdle);
        Assert.Equal("done", await answer);
    }

    [Fact]
    public async Task The_store_has_the_hosts_clock_is_shared_by_clients_and_closed_last()
    {
        var time = new FakeTime();
        var folder = TestHost.NewFolder();
        var path = Path.Combine(folder, "store.db");
        var host = await TestHost.StartAsync(
            [typeof(SampleHttpFunctions)],
            builder => builder.Services.AddSingleton<TimeProvider>(time).AddSingleton<LateWriter>(_ => new LateWriter($"EmbeddedStore={path}")),
            folder);
        var writer = host.Host.Services.GetRequiredService<LateWriter>();

        Assert.Same(time, writer.Store.TimeProvider);
        await host.DisposeAsync();

        Assert.True(writer.WroteAtDispose);
        using var reopened = EmbeddedStores.Open(path, null);
        Assert.NotSame(writer.Store, reopened);
    }

    [Fact]
    public async Task Every_connection_setting_that_names_a_store_is_opened_with_the_hosts_clock()
    {
        var time = new FakeTime();
        var folder = TestHost.NewFolder();
        var connection = $"EmbeddedStore={Path.Combine(folder, "tables.db")}";
        await using var host = await TestHost.StartAsync(
            [typeof(SampleHttpFunctions)],
            builder =>
            {
                TestHost.Settings(("ShopStorage", connection))(builder);
                builder.Services.AddSingleton<TimeProvider>(time);
            },
            folder);

        Assert.Same(time, EmbeddedStores.Get(connection).TimeProvider);
    }

    [Fact]
    public async Task Middleware_runs_around_every_invocation_in_the_order_it_was_added()
    {
        var diary = new TimerDiary();
        await using var host = await TestHost.StartAsync([typeof(SampleHttpFunctions), typeof(StartupTimer)], builder =>
        {
            builder.Services.AddSingleton(diary);
            builder.UseMiddleware<Footprints>();
            builder.UseWhen<Echoes>(context => context.GetHttpContext() is not null);
            builder.UseMiddleware(async (context, next) =>
            {
                context.InstanceServices.GetRequiredService<Footprints>().Add($"inner {context.FunctionDefinition.Name}");
                await next();
            });
        });
        await host.Embedded.WhenIdleAsync(Cancelled);

        await host.Client.GetAsync("/api/silent", Cancelled);

        Assert.Equal(
            ["in AtStartup", "inner AtStartup", "out AtStartup", "in Silent", "echo Silent", "inner Silent", "out Silent"],
            host.Host.Services.GetRequiredService<Footprints>().Seen);
    }

    [Fact]
    public async Task Middleware_may_answer_by_itself()
    {
        await using var host = await TestHost.StartAsync([typeof(SampleHttpFunctions)], builder =>
            builder.UseMiddleware((context, _) =>
            {
                context.GetHttpContext()!.Response.StatusCode = StatusCodes.Status418ImATeapot;
                return Task.CompletedTask;
            }));

        var response = await host.Client.GetAsync("/api/silent", Cancelled);

        Assert.Equal(418, (int)response.StatusCode);
    }

    [Fact]
    public async Task An_instance_and_its_scoped_services_live_for_one_invocation()
    {
        await using var host = await TestHost.StartAsync([typeof(ScopedFunctions)], builder => builder.Services.AddScoped<Visit>());

        var first = await host.Client.GetStringAsync("/api/visit", Cancelled);
        var second = await host.Client.GetStringAsync("/api/visit", Cancelled);

        Assert.Equal(("1", "1"), (first, second));
        Assert.Equal(2, ScopedFunctions.Disposed);
    }

    public sealed class Door
    {
        public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Opened { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public sealed class DoorFunctions(Door door)
    {
        [Function("Wait")]
        public async Task<string> WaitAsync([HttpTrigger("get")] HttpRequest request, CancellationToken cancellationToken)
        {
            _ = request;
            door.Entered.SetResult();
            await door.Opened.Task.WaitAsync(cancellationToken);
            return "done";
        }
    }

    public sealed class Visit
    {
        public int Times { get; set; }
    }

    public sealed class ScopedFunctions(Visit visit, IServiceProvider services) : IDisposable
    {
        public static int Disposed { get; private set; }

        [Function("Visit")]
        public string Run([HttpTrigger("get")] HttpRequest request)
        {
            _ = request;
            services.GetRequiredService<Visit>().Times++;
            return $"{visit.Times}";
        }

        public void Dispose() => Disposed++;
    }

    public sealed class Footprints : IFunctionsWorkerMiddleware
    {
        private readonly List<string> _seen = [];

        public IReadOnlyList<string> Seen => _seen;

        public void Add(string step) => _seen.Add(step);

        public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
        {
            Add($"in {context.FunctionDefinition.Name}");
            await next(context);
            Add($"out {context.FunctionDefinition.Name}");
        }
    }

    public sealed class Echoes(Footprints footprints) : IFunctionsWorkerMiddleware
    {
        public Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
        {
            footprints.Add($"echo {context.FunctionDefinition.Name}");
            return next(context);
        }
    }

    /// <summary>A service that still writes while it is disposed.</summary>
    private sealed class LateWriter(string connection) : IAsyncDisposable, IDisposable
    {
        public EmbeddedStore Store { get; } = EmbeddedStores.Get(connection);

        public bool WroteAtDispose { get; private set; }

        public void Dispose() => WroteAtDispose = Store.WriteAsync(_ => true).GetAwaiter().GetResult();

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
