using System.Globalization;

namespace StockFlow.Simulator.Seeds;

/// <summary>
/// Does one thing whenever nothing goes on by itself: work that waits at a gate goes on or fails there, the store commits, time passes, the
/// outside world does something, or the process dies. Which one, the dice decide.
/// </summary>
internal sealed class Stepper(Simulation world, Agenda agenda, AppLives lives)
{
    private const int StepsMax = 500_000;

    private int _steps;

    /// <returns>False when there is nothing to do any more, or far too much.</returns>
    public bool Step()
    {
        if (++_steps > StepsMax)
        {
            return false;
        }

        var now = world.Clock.GetUtcNow();
        return (lives.Running is { } process && Work(process, now)) || agenda.DoNext(now) || MoveClock(now);
    }

    /// <returns>False when nothing of the process waits.</returns>
    private bool Work(StockFlowProcess process, DateTimeOffset now)
    {
        if (lives.DoorsAreOpen && process.Store.WaitingWrites > 0)
        {
            process.Store.Commit(int.MaxValue);
            process.Store.Acknowledge();
            return true;
        }

        var waiting = process.Turnstile.Waiting.Count;
        var writes = process.Store.WaitingWrites;
        if (waiting + writes == 0)
        {
            return false;
        }

        if (Dies())
        {
            lives.Crash();
        }
        else if (world.Faults.Strikes(SeedFault.SlowWork))
        {
            LetTimePass(process, now);
        }
        else
        {
            Choose(process, waiting, writes, now);
        }

        return true;
    }

    private bool Dies() => lives.Crashes < world.Plan.CrashesMax && world.Faults.Strikes(SeedFault.Crash);

    /// <summary>One of all that could go on does.</summary>
    private void Choose(StockFlowProcess process, int waiting, int writes, DateTimeOffset now)
    {
        var commitWeight = writes > 0 ? 1 + (waiting / 3) : 0;
        var isDue = agenda.NextDue <= now;
        var drawn = world.Dice.Below(waiting + commitWeight + (isDue ? 1 : 0));
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
            agenda.DoNext(now);
        }
    }

    private void LetOn(StockFlowProcess process, int index)
    {
        var parked = process.Turnstile.Waiting[index];
        process.Turnstile.Waiting.RemoveAt(index);
        if (world.Faults.Hangs(parked))
        {
            world.Trace.Add("hangs", parked.Name);
        }
        else if (world.Faults.Failure(parked) is { } failure)
        {
            world.Trace.Add($"fails at {parked.Point}", $"{parked.Name} {failure.GetType().Name}");
            parked.Fail(failure);
        }
        else
        {
            world.Trace.Add($"passes {parked.Point}", parked.Name);
            parked.Release();
        }
    }

    private void Commit(StockFlowProcess process, int writes)
    {
        var count = writes > 1 && world.Faults.Strikes(SeedFault.SmallCommits) ? world.Dice.Between(1, writes) : writes;
        world.Trace.Add("commits", string.Create(CultureInfo.InvariantCulture, $"{count} of {writes}"));
        process.Store.Commit(count);
        if (Dies())
        {
            lives.Crash();
            return;
        }

        process.Store.Acknowledge();
    }

    /// <summary>Work that waits goes on waiting, and what is due on the clock comes.</summary>
    private void LetTimePass(StockFlowProcess process, DateTimeOffset now)
    {
        var until = now + world.Dice.UpTo(TimeSpan.FromSeconds(20));
        foreach (var parked in process.Turnstile.Waiting.Where(parked => !parked.DiesWithProcess))
        {
            until = until < parked.Since + ChannelWire.TimeMax ? until : parked.Since + ChannelWire.TimeMax;
        }

        world.Trace.Add("slow", string.Empty);
        world.Clock.MoveTo(until > now ? until : now);
    }

    /// <returns>False when nothing is due ever again.</returns>
    private bool MoveClock(DateTimeOffset now)
    {
        if (Earlier(world.Clock.NextDue, agenda.NextDue) is not { } next)
        {
            return false;
        }

        world.Trace.Add("time", string.Empty);
        world.Clock.MoveTo(next > now ? next : now);
        return true;
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other : one;
}
