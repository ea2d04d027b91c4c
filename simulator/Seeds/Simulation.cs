using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using StockFlow.Simulator.Marketplaces;
using StockFlow.Simulator.Replay;

namespace StockFlow.Simulator.Seeds;

/// <summary>
/// One run: the real app, one step at a time, and the world around it. To be run on a pool of one thread; see <see cref="SinglePool"/>.
/// </summary>
internal sealed class Simulation : IAsyncDisposable
{
    private static readonly DateTimeOffset Morning = new(2026, 3, 2, 6, 0, 0, TimeSpan.Zero);

    private readonly Agenda _agenda = new();
    private readonly List<string> _violations = [];
    private readonly SeedDisk _disk;
    private readonly AppLives _app;
    private readonly Stepper _stepper;
    private int _openFlows;

    /// <param name="plan">The seed's world.</param>
    /// <param name="keepsLines">Whether the trace is kept to be read.</param>
    /// <param name="configure">Replaces parts of the app, to see what the checks make of it.</param>
    public Simulation(SeedPlan plan, bool keepsLines, Action<IServiceCollection>? configure = null)
    {
        Plan = plan;
        Clock = new StepClock(Morning);
        Trace = new EventTrace(Clock, keepsLines);
        Dice = new Dice(~plan.Seed);
        Faults = new FaultDice(plan, Dice);
        ShopFaults = new Faults(new FaultRates { ItemRefused = plan.RateOf(SeedFault.ItemRefused) }, Dice.Fork());
        Shops = [.. plan.Shops.Select(shop =>
        {
            var books = new ShopBooks(Clock);
            return new SeedShop(shop, books, ShopProtocol.Open(shop, books, Clock, ShopFaults));
        })];
        _disk = new SeedDisk(plan.Seed);
        _app = new AppLives(this, _agenda, _disk, configure, keepsLines ? new TraceLog(Trace) : null);
        _stepper = new Stepper(this, _agenda, _app);
    }

    public SeedPlan Plan { get; }

    public StepClock Clock { get; }

    public EventTrace Trace { get; }

    public Dice Dice { get; }

    public FaultDice Faults { get; }

    public Faults ShopFaults { get; }

    public IReadOnlyList<SeedShop> Shops { get; }

    /// <summary>What was found wrong, in words.</summary>
    public IReadOnlyList<string> Violations => _violations;

    /// <summary>How often the process died.</summary>
    public int Crashes => _app.Crashes;

    /// <summary>Something that must never be.</summary>
    public void Wrong(string what) => _violations.Add(what);

    /// <summary>Runs a script against the app until it ends.</summary>
    public async Task RunAsync(Func<Task> script)
    {
        _app.Start();
        var running = WatchedAsync("script", script);
        while (!running.IsCompleted)
        {
            await SinglePool.WhenQuietAsync();
            if (!running.IsCompleted && !_stepper.Step())
            {
                Wrong("Nothing goes on any more, and the run is not over.");
                return;
            }
        }
    }

    /// <summary>Whether nothing goes on outside: no request is under way, nobody is waited for.</summary>
    public bool IsOutsideIdle => _openFlows == 1;

    /// <summary>Lets all work through without stopping it, as before the day and after it.</summary>
    public void SetDoors(bool open) => _app.SetDoors(open);

    /// <summary>Something begins outside the app, now.</summary>
    public void Begin(string name, Func<Task> flow) => _ = WatchedAsync(name, flow);

    /// <summary>Something begins outside the app, later.</summary>
    public void BeginAt(DateTimeOffset time, string name, Func<Task> flow) => _agenda.Add(time, () => Begin(name, flow));

    /// <summary>Somebody changes what the app goes by from its next start on, and ends it so that it is started again.</summary>
    public void Restart(Action change)
    {
        change();
        _app.Restart();
    }

    /// <summary>The disk with the store is lost while the app runs, which goes on from the newest backup.</summary>
    public async Task LoseDiskAsync()
    {
        while (_app.Running is null)
        {
            await PassAsync(TimeSpan.FromMinutes(1));
        }

        await _app.LoseDiskAsync();
    }

    /// <summary>Waits on the simulated clock.</summary>
    public Task PassAsync(TimeSpan time)
    {
        var passed = new TaskCompletionSource();
        _agenda.Add(Clock.GetUtcNow() + time, passed.SetResult);
        return passed.Task;
    }

    /// <summary>Sends one request.</summary>
    /// <param name="headers">Null for those of the merchant.</param>
    /// <returns>Null when no answer came.</returns>
    public async Task<ApiReply?> SendAsync(string method, string target, IReadOnlyDictionary<string, string>? headers = null, ReadOnlyMemory<byte> body = default)
    {
        while (_app.Running is { HasRoom: false })
        {
            await PassAsync(TimeSpan.FromSeconds(1));
        }

        Trace.Add("request", $"{method} {target}");
        var reply = _app.Running is { } process ? await process.SendAsync(method, $"/api/{target}", headers, body) : null;
        if (reply is not null && Faults.Strikes(SeedFault.ReplyLost))
        {
            Trace.Add("reply lost", $"{method} {target}");
            return null;
        }

        Trace.Add("reply", string.Create(CultureInfo.InvariantCulture, $"{method} {target} {(int?)reply?.Status}"));
        return reply;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _disk.Dispose();
    }

    private async Task WatchedAsync(string name, Func<Task> flow)
    {
        _openFlows++;
        try
        {
            await flow();
        }
        catch (Exception e)
        {
            Wrong($"{name} broke off: {e}");
        }
        finally
        {
            _openFlows--;
        }
    }
}
