using EmbeddedFunctions.Gates;

namespace StockFlow.Simulator.Seeds;

/// <summary>The gate of one process: lines up all work that comes to a boundary. A dead process' work waits for ever.</summary>
internal sealed class Turnstile(TimeProvider clock) : WorkGate
{
    private static readonly Task Never = new TaskCompletionSource().Task;

    private bool _isDead;

    /// <summary>Lets everything through at once, as while the merchant opens the shop and while the books are checked.</summary>
    public bool IsOpen { get; set; }

    /// <summary>What waits, in order of arrival.</summary>
    public List<Parked> Waiting { get; } = [];

    public override ValueTask PassAsync(GatePoint point, string name) =>
        _isDead ? new ValueTask(Never) : IsOpen ? ValueTask.CompletedTask : new ValueTask(Add(new Parked(point, name, clock.GetUtcNow())));

    /// <summary>Lines up a request to a channel, which goes its own way once its process is dead.</summary>
    public Task PassOnTheWire(GatePoint point, string name) =>
        IsOpen ? Task.CompletedTask : Add(new Parked(point, name, clock.GetUtcNow()) { DiesWithProcess = false });

    /// <summary>Opens, which lets on all that waits, or closes.</summary>
    public void SetOpen(bool isOpen)
    {
        IsOpen = isOpen;
        if (isOpen)
        {
            foreach (var parked in Waiting.ToArray())
            {
                parked.Release();
            }

            Waiting.Clear();
        }
    }

    /// <summary>Takes the process' work out of the line for ever.</summary>
    /// <returns>What goes on without it.</returns>
    public IReadOnlyList<Parked> Kill()
    {
        _isDead = true;
        var left = Waiting.Where(parked => !parked.DiesWithProcess).ToList();
        Waiting.Clear();
        return left;
    }

    private Task Add(Parked parked)
    {
        Waiting.Add(parked);
        return parked.Passed;
    }
}
