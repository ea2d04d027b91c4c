using System.Globalization;
using EmbeddedFunctions.Gates;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StockFlow.Backups;

namespace StockFlow.Simulator.Seeds;

/// <summary>The lives of the app in one run, one process after the other on the same disk: it starts, dies, starts again, is restored from a backup.</summary>
/// <param name="world">The run.</param>
/// <param name="agenda">Gets later starts, and requests that arrive after their sender's death.</param>
/// <param name="disk">What stays when a process dies.</param>
/// <param name="configure">Replaces parts of the app; null for none.</param>
/// <param name="log">Gets the app's warnings; null for nobody.</param>
internal sealed class AppLives(Simulation world, Agenda agenda, SeedDisk disk, Action<IServiceCollection>? configure, ILoggerProvider? log) : IAsyncDisposable
{
    private const int CutRestoresMax = 100;

    private readonly List<StockFlowProcess> _processes = [];

    /// <summary>The process that lives; null between two lives.</summary>
    public StockFlowProcess? Running { get; private set; }

    /// <summary>How often it died of a fault.</summary>
    public int Crashes { get; private set; }

    /// <summary>Whether work passes its gates without a stop, in this life and those to come.</summary>
    public bool DoorsAreOpen { get; private set; } = true;

    public void SetDoors(bool open)
    {
        DoorsAreOpen = open;
        if (Running is { } process)
        {
            process.Turnstile.SetOpen(open);
        }
    }

    public void Start()
    {
        world.Trace.Add("starts");
        _ = StartAsync(Begin());
    }

    /// <summary>It is ended, and started again later. Between two lives: nothing, as it starts anyway.</summary>
    public void Restart()
    {
        if (Running is { } process)
        {
            Die(process);
            StartLater();
        }
    }

    /// <summary>The process that lives dies here, of a fault. It is started again later.</summary>
    public void Crash()
    {
        Crashes++;
        Restart();
    }

    /// <summary>
    /// The process that lives dies, and its disk is lost. The newest backup is put into a new store, which may be cut off as well, and the app
    /// started from it.
    /// </summary>
    public async Task LoseDiskAsync()
    {
        Die(Running ?? throw new InvalidOperationException("Nothing runs that could lose its disk."));
        _processes[^1].Bury();
        disk.LoseStore();
        var cuts = 0;
        while (!await RestoreAsync(mayBeCut: cuts < CutRestoresMax))
        {
            cuts++;
        }

        Start();
    }

    public async ValueTask DisposeAsync()
    {
        Running?.Kill();
        await SinglePool.WhenQuietAsync();
        foreach (var process in _processes)
        {
            process.Bury();
            try
            {
                await process.DisposeAsync();
            }
            catch (Exception e) when (e is ObjectDisposedException or OperationCanceledException or InvalidOperationException)
            {
                // A process that died in the middle of something: what it can't give back is the collector's.
            }
        }

        await SinglePool.WhenQuietAsync();
    }

    /// <summary>The process is gone. What it had handed to the disk may be there or not; what had left for a channel may arrive.</summary>
    private void Die(StockFlowProcess process)
    {
        var reached = process.Store.WaitingWrites == 0 ? 0 : world.Dice.Below(process.Store.WaitingWrites + 1);
        if (reached > 0)
        {
            process.Store.Commit(reached);
        }

        world.Trace.Add("dies", string.Create(CultureInfo.InvariantCulture, $"{process.Turnstile.Waiting.Count} at gates, {reached} writes reached the disk"));
        Running = null;
        var now = world.Clock.GetUtcNow();
        foreach (var request in process.Kill().Where(request => request.Point == GatePoint.BeforeSend && world.Dice.Chance(0.5)))
        {
            var rest = request.Since + ChannelWire.TimeMax - now;
            agenda.Add(now + world.Dice.UpTo(rest > TimeSpan.Zero ? rest : TimeSpan.Zero), () =>
            {
                world.Trace.Add("arrives late", request.Name);
                request.Release();
            });
        }
    }

    private void StartLater() => agenda.Add(world.Clock.GetUtcNow() + world.Dice.UpTo(TimeSpan.FromMinutes(5)), Start);

    /// <returns>False when it was cut off, and must be done again.</returns>
    private async Task<bool> RestoreAsync(bool mayBeCut)
    {
        world.Trace.Add("restores");
        var restoring = Begin();
        var cut = new TaskCompletionSource();
        if (mayBeCut && world.Dice.Chance(0.3))
        {
            agenda.Add(world.Clock.GetUtcNow(), cut.SetResult);
        }

        var outcome = restoring.RestoreAsync();
        var isDone = await Task.WhenAny(outcome, cut.Task) == outcome;
        if (isDone && await outcome is not RestoreOutcome.Done)
        {
            world.Wrong($"The restore ended as {await outcome}.");
        }

        Die(restoring);
        return isDone;
    }

    /// <summary>Another life on the disk that the one before has let go of.</summary>
    private StockFlowProcess Begin()
    {
        if (_processes.Count > 0)
        {
            _processes[^1].Bury();
        }

        var process = StockFlowProcess.Build(world.Plan, world.Shops, disk, world.Clock, world.Dice, configure, log);
        _processes.Add(process);
        Running = process;
        return process;
    }

    /// <summary>Not one of the flows outside: a process that dies while it starts never ends starting.</summary>
    private async Task StartAsync(StockFlowProcess process)
    {
        try
        {
            await process.StartAsync();
            process.Turnstile.IsOpen = DoorsAreOpen;
        }
        catch (Exception e)
        {
            world.Wrong($"The app can't start: {e}");
        }
    }
}
