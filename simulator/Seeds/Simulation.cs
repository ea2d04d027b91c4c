using System.Globalization;
using EmbeddedFunctions.Gates;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StockFlow.Backups;
using StockFlow.Simulator.Marketplaces;
using StockFlow.Simulator.Replay;

namespace StockFlow.Simulator.Seeds;

/// <summary>
/// One run: the real app, one step at a time. Whenever nothing goes on by itself any more, the seed decides what does next: work that waits at
/// a gate goes on or fails there, the store commits, time passes, the outside world does something, or the process dies.
/// To be run on a pool of one thread; see <see cref="SinglePool"/>.
/// </summary>
internal sealed class Simulation : IAsyncDisposable
{
    private const int StepsMax = 500_000;

    /// <summary>Within this time a request reaches its channel or never does: the app sends a number of unknown fate again after that.</summary>
    private static readonly TimeSpan WireTimeMax = TimeSpan.FromSeconds(28);

    private static readonly DateTimeOffset Morning = new(2026, 3, 2, 6, 0, 0, TimeSpan.Zero);

    private readonly string _folder;
    private readonly Agenda _agenda = new();
    private readonly List<StockFlowProcess> _processes = [];
    private readonly List<string> _violations = [];
    private readonly Action<IServiceCollection>? _configure;
    private readonly ILoggerProvider? _log;
    private StockFlowProcess? _running;
    private bool _doorsAreOpen = true;
    private int _crashes;
    private int _steps;
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
        _configure = configure;
        _log = keepsLines ? new TraceLog(Trace) : null;
        _folder = Directory.CreateDirectory(Path.Combine(
            Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"stockflow-seeds-{Environment.ProcessId}")).FullName;
        StorePath = Path.Combine(_folder, $"{plan.Seed}.db");
        DeleteStore();
        DeleteBackups();
        ShopFaults = new Faults(new FaultRates { ItemRefused = plan.RateOf(SeedFault.ItemRefused) }, Dice.Fork());
        Shops = [.. plan.Shops.Select(shop =>
        {
            var books = new ShopBooks(Clock);
            return new SeedShop(shop, books, ShopProtocol.Open(shop, books, Clock, ShopFaults));
        })];
    }

    public SeedPlan Plan { get; }

    public StepClock Clock { get; }

    public EventTrace Trace { get; }

    public Dice Dice { get; }

    public FaultDice Faults { get; }

    public Faults ShopFaults { get; }

    public IReadOnlyList<SeedShop> Shops { get; }

    public string StorePath { get; }

    /// <summary>What was found wrong, in words.</summary>
    public IReadOnlyList<string> Violations => _violations;

    /// <summary>How often the process died.</summary>
    public int Crashes => _crashes;

    /// <summary>Something that must never be.</summary>
    public void Wrong(string what) => _violations.Add(what);

    /// <summary>Runs a script against the app until it ends.</summary>
    public async Task RunAsync(Func<Task> script)
    {
        StartProcess();
        var running = WatchedAsync("script", script);
        while (!running.IsCompleted)
        {
            await SinglePool.WhenQuietAsync();
            if (!running.IsCompleted && !Step())
            {
                Wrong("Nothing goes on any more, and the run is not over.");
                return;
            }
        }
    }

    /// <summary>Whether nothing goes on outside: no request is under way, nobody is waited for.</summary>
    public bool IsOutsideIdle => _openFlows == 1;

    /// <summary>Lets all work through without stopping it, as before the day and after it.</summary>
    public void SetDoors(bool open)
    {
        _doorsAreOpen = open;
        if (_running is not { } process)
        {
            return;
        }

        process.Turnstile.IsOpen = open;
        if (open)
        {
            foreach (var parked in process.Turnstile.Waiting.ToArray())
            {
                parked.Release();
            }

            process.Turnstile.Waiting.Clear();
        }
    }

    /// <summary>Something begins outside the app, now.</summary>
    public void Begin(string name, Func<Task> flow) => _ = WatchedAsync(name, flow);

    /// <summary>Something begins outside the app, later.</summary>
    public void BeginAt(DateTimeOffset time, string name, Func<Task> flow) => _agenda.Add(time, () => Begin(name, flow));

    /// <summary>Somebody changes what the app goes by from its next start on, and ends it so that it is started again.</summary>
    public void Restart(Action change)
    {
        change();
        if (_running is { } process)
        {
            Die(process);
            StartLater();
        }
    }

    /// <summary>The disk with the store is lost. The newest backup is put into a new one, which may be cut off as well, and the app started from it.</summary>
    public async Task LoseDiskAsync()
    {
        while (_running is null)
        {
            await PassAsync(TimeSpan.FromMinutes(1));
        }

        Die(_running);
        var isNew = true;
        for (var isDone = false; !isDone;)
        {
            _processes[^1].Bury();
            if (isNew)
            {
                DeleteStore();
                isNew = false;
            }

            Trace.Add("restores");
            var restoring = StockFlowProcess.Build(Plan, Shops, StorePath, Clock, Dice, _configure, _log);
            _processes.Add(restoring);
            _running = restoring;
            var cut = new TaskCompletionSource();
            if (Dice.Chance(0.3))
            {
                _agenda.Add(Clock.GetUtcNow(), cut.SetResult);
            }

            var outcome = restoring.RestoreAsync();
            isDone = await Task.WhenAny(outcome, cut.Task) == outcome;
            if (isDone && await outcome is not RestoreOutcome.Done)
            {
                Wrong($"The restore ended as {await outcome}.");
            }

            Die(restoring);
        }

        StartProcess();
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
        while (_running is { HasRoom: false })
        {
            await PassAsync(TimeSpan.FromSeconds(1));
        }

        Trace.Add("request", $"{method} {target}");
        var reply = _running is { } process ? await process.SendAsync(method, $"/api/{target}", headers, body) : null;
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
        _running?.Kill();
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
        DeleteStore();
        DeleteBackups();
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

    /// <summary>Does one thing. Called when nothing goes on by itself.</summary>
    /// <returns>False when there is nothing to do any more, or far too much.</returns>
    private bool Step()
    {
        if (++_steps > StepsMax)
        {
            return false;
        }

        var now = Clock.GetUtcNow();
        if (_running is { } process)
        {
            if (_doorsAreOpen && process.Store.WaitingWrites > 0)
            {
                process.Store.Commit(int.MaxValue);
                process.Store.Acknowledge();
                return true;
            }

            var isDue = _agenda.NextDue <= now;
            var waiting = process.Turnstile.Waiting.Count;
            var writes = process.Store.WaitingWrites;
            if (waiting + writes > 0)
            {
                if (_crashes < Plan.CrashesMax && Faults.Strikes(SeedFault.Crash))
                {
                    Crash(process);
                }
                else if (Faults.Strikes(SeedFault.SlowWork))
                {
                    LetTimePass(process);
                }
                else
                {
                    Choose(process, waiting, writes, isDue);
                }

                return true;
            }
        }

        if (_agenda.DoNext(now))
        {
            return true;
        }

        var next = Earlier(Clock.NextDue, _agenda.NextDue);
        if (next is null)
        {
            return false;
        }

        Trace.Add("time", string.Empty);
        Clock.MoveTo(next.Value > now ? next.Value : now);
        return true;
    }

    /// <summary>One of all that could go on does.</summary>
    private void Choose(StockFlowProcess process, int waiting, int writes, bool isDue)
    {
        var commitWeight = writes > 0 ? 1 + (waiting / 3) : 0;
        var drawn = Dice.Below(waiting + commitWeight + (isDue ? 1 : 0));
        if (drawn < waiting)
        {
            LetOn(process, drawn);
        }
        else if (drawn < waiting + commitWeight)
        {
            Commit(process, writes);
        }
        else
        {
            _agenda.DoNext(Clock.GetUtcNow());
        }
    }

    private void LetOn(StockFlowProcess process, int index)
    {
        var parked = process.Turnstile.Waiting[index];
        process.Turnstile.Waiting.RemoveAt(index);
        if (Faults.Hangs(parked))
        {
            Trace.Add("hangs", parked.Name);
        }
        else if (Faults.Failure(parked) is { } failure)
        {
            Trace.Add($"fails at {parked.Point}", $"{parked.Name} {failure.GetType().Name}");
            parked.Fail(failure);
        }
        else
        {
            Trace.Add($"passes {parked.Point}", parked.Name);
            parked.Release();
        }
    }

    private void Commit(StockFlowProcess process, int writes)
    {
        var count = writes > 1 && Faults.Strikes(SeedFault.SmallCommits) ? Dice.Between(1, writes) : writes;
        Trace.Add("commits", string.Create(CultureInfo.InvariantCulture, $"{count} of {writes}"));
        process.Store.Commit(count);
        if (_crashes < Plan.CrashesMax && Faults.Strikes(SeedFault.Crash))
        {
            Crash(process);
            return;
        }

        process.Store.Acknowledge();
    }

    /// <summary>Work that waits goes on waiting, and what is due on the clock comes.</summary>
    private void LetTimePass(StockFlowProcess process)
    {
        var now = Clock.GetUtcNow();
        var until = now + Dice.UpTo(TimeSpan.FromSeconds(20));
        foreach (var parked in process.Turnstile.Waiting.Where(parked => !parked.DiesWithProcess))
        {
            until = until < parked.Since + WireTimeMax ? until : parked.Since + WireTimeMax;
        }

        Trace.Add("slow", string.Empty);
        Clock.MoveTo(until > now ? until : now);
    }

    /// <summary>The process dies here. What it had handed to the disk may be there or not; what had left for a channel may arrive.</summary>
    private void Crash(StockFlowProcess process)
    {
        _crashes++;
        Die(process);
        StartLater();
    }

    private void Die(StockFlowProcess process)
    {
        var reached = process.Store.WaitingWrites == 0 ? 0 : Dice.Below(process.Store.WaitingWrites + 1);
        if (reached > 0)
        {
            process.Store.Commit(reached);
        }

        Trace.Add("dies", string.Create(CultureInfo.InvariantCulture, $"{process.Turnstile.Waiting.Count} at gates, {reached} writes reached the disk"));
        _running = null;
        foreach (var request in process.Kill().Where(request => request.Point == GatePoint.BeforeSend && Dice.Chance(0.5)))
        {
            var rest = request.Since + WireTimeMax - Clock.GetUtcNow();
            _agenda.Add(Clock.GetUtcNow() + Dice.UpTo(rest > TimeSpan.Zero ? rest : TimeSpan.Zero), () =>
            {
                Trace.Add("arrives late", request.Name);
                request.Release();
            });
        }

    }

    private void StartLater() => _agenda.Add(Clock.GetUtcNow() + Dice.UpTo(TimeSpan.FromMinutes(5)), StartProcess);

    private void StartProcess()
    {
        Trace.Add("starts");
        if (_processes.Count > 0)
        {
            _processes[^1].Bury();
        }

        var process = StockFlowProcess.Build(Plan, Shops, StorePath, Clock, Dice, _configure, _log);
        _processes.Add(process);
        _running = process;
        _ = StartAsync(process);
    }

    /// <summary>Not one of the flows outside: a process that dies while it starts never ends starting.</summary>
    private async Task StartAsync(StockFlowProcess process)
    {
        try
        {
            await process.StartAsync();
            process.Turnstile.IsOpen = _doorsAreOpen;
        }
        catch (Exception e)
        {
            Wrong($"The app can't start: {e}");
        }
    }

    private void DeleteStore()
    {
        File.Delete(StorePath);
        File.Delete(StorePath + ".lock");
        File.Delete(StorePath + "-journal");
    }

    private void DeleteBackups()
    {
        if (Directory.Exists(StockFlowProcess.BackupFolderOf(StorePath)))
        {
            Directory.Delete(StockFlowProcess.BackupFolderOf(StorePath), recursive: true);
        }
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other : one;
}
