using EmbeddedFunctions.DurableTask;
using Microsoft.DurableTask.Client;

namespace EmbeddedFunctions.Functions;

/// <summary>The host's durable engine, once there is one.</summary>
internal sealed class DurableHost : IAsyncDisposable, IDisposable
{
    private DurableEngine? _engine;

    public DurableEngine Engine
    {
        get => _engine ?? throw new InvalidOperationException("The host has no store to run orchestrations on.");
        set => _engine = value;
    }

    public DurableTaskClient Client => Engine.Client;

    public ValueTask DisposeAsync() => _engine?.DisposeAsync() ?? ValueTask.CompletedTask;

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();
}
