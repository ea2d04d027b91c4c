using System.Runtime.CompilerServices;

namespace StockFlow.Simulator.Seeds;

/// <summary>
/// Makes the thread pool of this process one thread. Everything asynchronous then runs in an order that follows from the program alone,
/// so a run can be repeated; and it can be seen when nothing goes on any more.
/// </summary>
internal static class SinglePool
{
    /// <summary>Far more than any work needs before it comes to a gate.</summary>
    private const int TurnsMax = 1_000_000;

    /// <exception cref="InvalidOperationException">The process has a pool that can't be made one thread.</exception>
    public static void Enter()
    {
        if (!ThreadPool.SetMinThreads(1, 1) || !ThreadPool.SetMaxThreads(1, 1))
        {
            throw new InvalidOperationException("The thread pool can't be made one thread: DOTNET_ThreadPool_ForceMinWorkerThreads or …Max… is set.");
        }
    }

    /// <summary>Runs the work on the pool, and keeps the calling thread out of it.</summary>
    public static T Run<T>(Func<Task<T>> work) => Task.Run(work).GetAwaiter().GetResult();

    /// <summary>Ends when nothing is queued on the pool. To be awaited on the pool.</summary>
    public static async ValueTask WhenQuietAsync()
    {
        for (var turns = 0; ThreadPool.PendingWorkItemCount > 0; turns++)
        {
            if (turns == TurnsMax)
            {
                throw new InvalidOperationException($"The pool is not quiet after {TurnsMax} turns: something goes on for ever.");
            }

            await default(Turn);
        }
    }

    /// <summary>Goes to the end of the pool's queue, behind all other work.</summary>
    private readonly struct Turn : ICriticalNotifyCompletion
    {
        public bool IsCompleted => false;

        public Turn GetAwaiter() => this;

        public void GetResult()
        {
        }

        public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

        public void UnsafeOnCompleted(Action continuation) =>
            ThreadPool.UnsafeQueueUserWorkItem(static next => next(), continuation, preferLocal: false);
    }
}
