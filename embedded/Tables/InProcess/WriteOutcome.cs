namespace EmbeddedFunctions.Tables.InProcess;

/// <summary>What became of a write: its time, or why and at which action it was refused.</summary>
internal readonly record struct WriteOutcome(long WrittenAt, TableFailure? Failure, int FailedIndex)
{
    public static WriteOutcome Written(long at) => new(at, null, -1);

    public static WriteOutcome Refused(TableFailure failure, int index) => new(0, failure, index);
}
