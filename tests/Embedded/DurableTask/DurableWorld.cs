using System.Text.Json;
using EmbeddedFunctions.DurableTask;
using EmbeddedFunctions.Store;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using StockFlow.Tests.Fakes;
using Xunit;

namespace StockFlow.Tests.Embedded.DurableTask;

/// <summary>One engine on a store and a clock of its own; it can be stopped, killed and started again.</summary>
internal sealed class DurableWorld : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly string _folder = Path.Combine(Path.GetTempPath(), "stockflow-durable-" + Guid.NewGuid().ToString("N"));
    private readonly List<Action<DurableEngine>> _registrations = [];

    public DurableWorld()
    {
        Store = EmbeddedStores.Open(Path.Combine(_folder, "app.db"), new EmbeddedStoreOptions { TimeProvider = Time });
    }

    public FakeTime Time { get; } = new();

    public EmbeddedStore Store { get; private set; }

    public DurableEngine Engine { get; private set; } = null!;

    public DurableTaskClient Client => Engine.Client;

    public DurableWorld Orchestrator<TOutput>(string name, Func<TaskOrchestrationContext, Task<TOutput>> code)
    {
        _registrations.Add(engine => engine.RegisterOrchestrator(name, async context => await code(context)));
        return this;
    }

    public DurableWorld Activity<TInput, TOutput>(string name, Func<TInput, Task<TOutput>> code)
    {
        _registrations.Add(engine => engine.RegisterActivity(name, async (_, input, _) =>
            engine.DataConverter.Serialize(await code(engine.DataConverter.Deserialize<TInput>(input)!))));
        return this;
    }

    public DurableWorld Activity<TInput, TOutput>(string name, Func<TInput, TOutput> code) =>
        Activity<TInput, TOutput>(name, input => Task.FromResult(code(input)));

    /// <summary>Does something to every engine before it starts.</summary>
    public DurableWorld Register(Action<DurableEngine> registration)
    {
        _registrations.Add(registration);
        return this;
    }

    /// <summary>Forgets what was registered, as a new version of the app would.</summary>
    public DurableWorld NewCode()
    {
        _registrations.Clear();
        return this;
    }

    public async Task<DurableWorld> StartAsync(DurableEngineOptions? options = null)
    {
        Engine = new DurableEngine(Store, options ?? new DurableEngineOptions());
        _registrations.ForEach(register => register(Engine));
        await Engine.StartAsync(TestContext.Current.CancellationToken);
        return this;
    }

    /// <summary>Ends the engine as a kill would, and starts another on what is on disk.</summary>
    public async Task RestartAsync(DurableEngineOptions? options = null)
    {
        Engine.Live.Kill();
        Store.Dispose();
        Store = EmbeddedStores.Open(Store.Path, new EmbeddedStoreOptions { TimeProvider = Time });
        await StartAsync(options);
    }

    public Task IdleAsync() => Engine.WhenIdleAsync(TestContext.Current.CancellationToken).WaitAsync(Patience);

    /// <summary>Moves the clock and waits until everything that came due is done.</summary>
    public async Task AdvanceAsync(TimeSpan by)
    {
        Time.Advance(by);
        await IdleAsync();
    }

    public Task<string> ScheduleAsync(string name, object? input = null, string? instanceId = null) =>
        Client.ScheduleNewOrchestrationInstanceAsync(
            name, input, new StartOrchestrationOptions(instanceId), TestContext.Current.CancellationToken);

    public async Task<OrchestrationMetadata> StateAsync(string instanceId) =>
        await Client.GetInstanceAsync(instanceId, getInputsAndOutputs: true, TestContext.Current.CancellationToken)
        ?? throw new InvalidOperationException($"There is no instance '{instanceId}'.");

    /// <summary>Starts an orchestration and moves the clock until it has ended.</summary>
    public async Task<OrchestrationMetadata> RunAsync(string name, object? input = null, string? instanceId = null) =>
        await EndOfAsync(await ScheduleAsync(name, input, instanceId));

    /// <summary>Moves the clock from timer to timer until an orchestration has ended.</summary>
    public async Task<OrchestrationMetadata> EndOfAsync(string instanceId)
    {
        while (true)
        {
            await IdleAsync();
            var state = await StateAsync(instanceId);
            if (state.IsCompleted)
            {
                return state;
            }

            var due = Time.NextDue ?? throw new InvalidOperationException($"'{instanceId}' waits for ever: {state}");
            Time.Advance(due > Time.GetUtcNow() ? due - Time.GetUtcNow() : TimeSpan.Zero);
        }
    }

    public long CountRows(string table) => Store.Read(scope =>
    {
        using var read = scope.Prepare($"SELECT COUNT(*) FROM {table}");
        read.Step();
        return read.Int64(0);
    });

    public async ValueTask DisposeAsync()
    {
        if (Engine is not null)
        {
            await Engine.DisposeAsync();
        }

        Store.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    public static T Read<T>(string? json) => JsonSerializer.Deserialize<T>(json!)!;
}
