using EmbeddedFunctions.Gates;

namespace StockFlow.Simulator.Seeds;

/// <summary>Work that waits at a gate until it is let through, or fails there.</summary>
/// <param name="Point">The gate.</param>
/// <param name="Name">What the work is about to do.</param>
/// <param name="Since">When it came.</param>
internal sealed record Parked(GatePoint Point, string Name, DateTimeOffset Since)
{
    private readonly TaskCompletionSource _passed = new();

    /// <summary>Ends, or fails, when it is decided what happens.</summary>
    public Task Passed => _passed.Task;

    /// <summary>Not a request that has left for a channel: that one arrives or breaks, whatever becomes of its sender.</summary>
    public bool DiesWithProcess { get; init; } = true;

    public void Release() => _passed.SetResult();

    public void Fail(Exception failure) => _passed.SetException(failure);
}
