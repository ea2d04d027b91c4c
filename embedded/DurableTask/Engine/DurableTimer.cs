namespace EmbeddedFunctions.DurableTask;

/// <summary>A time an instance waits for; ordered by due time.</summary>
/// <param name="DueTicks">UTC.</param>
/// <param name="Sequence">The instance.</param>
/// <param name="Generation">The run that created the timer.</param>
/// <param name="TaskId">The timer's position among the run's actions, or <see cref="StartsInstance"/>.</param>
internal readonly record struct DurableTimer(long DueTicks, long Sequence, int Generation, int TaskId) : IComparable<DurableTimer>
{
    public const int StartsInstance = -1;

    public int CompareTo(DurableTimer other) =>
        (DueTicks, Sequence, Generation, TaskId).CompareTo((other.DueTicks, other.Sequence, other.Generation, other.TaskId));
}
