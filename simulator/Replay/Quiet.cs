using EmbeddedFunctions.Functions;
using StockFlow.Simulator.Clock;

namespace StockFlow.Simulator.Replay;

/// <summary>
/// Tells when nothing goes on before the clock moves: the host is idle and no shop is answering or delivering; or the work under
/// way waits for the clock itself, as a pause between two attempts does.
/// </summary>
internal sealed class Quiet(SimulatedClock clock, EmbeddedHost host, IReadOnlyList<SimulatedShop> shops)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(4);

    /// <summary>Looks in a row without any step of work, after which the work is taken to wait for the clock.</summary>
    private const int StillLooks = 5;

    /// <summary>Turns given to others before a real wait.</summary>
    private const int TurnsMax = 200;

    /// <summary>Steps that the looking itself takes.</summary>
    private const int OwnSteps = 4;

    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var idle = host.WhenIdleAsync(enough.Token);
            if (!await EndsOrStandsStillAsync(idle, cancellationToken))
            {
                await enough.CancelAsync();
                return;
            }

            await idle;
            if (IsQuiet())
            {
                return;
            }

            // The last step of an answer or a delivery is nearly always done at once; only a call under way takes longer.
            for (var turn = 0; turn < TurnsMax && !IsQuiet(); turn++)
            {
                await Task.Yield();
            }

            if (!IsQuiet())
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, cancellationToken);
            }
        }
    }

    private bool IsQuiet() => clock.CallbacksRunning == 0 && shops.All(shop => shop.IsQuiet);

    /// <returns>False when everything has stood still for a while, though the task has not ended.</returns>
    private async Task<bool> EndsOrStandsStillAsync(Task task, CancellationToken cancellationToken)
    {
        var still = 0;
        var steps = Steps();
        while (!task.IsCompleted)
        {
            await Task.WhenAny(task, Task.Delay(LookEvery, TimeProvider.System, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
            var now = Steps();
            still = now - steps <= OwnSteps && ThreadPool.PendingWorkItemCount == 0 && clock.CallbacksRunning == 0 ? still + 1 : 0;
            steps = now;
            if (still >= StillLooks && clock.NextDue is not null)
            {
                return false;
            }
        }

        return true;
    }

    private static long Steps() => ThreadPool.CompletedWorkItemCount;
}
