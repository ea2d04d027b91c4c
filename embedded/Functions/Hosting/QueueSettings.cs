namespace EmbeddedFunctions.Functions;

/// <summary>A queue's properties; on Azure they belong to the queue and are deployed with it.</summary>
/// <param name="RequiresSession">Null stands for what the trigger says, and without a trigger for no sessions.</param>
/// <param name="DuplicateDetectionWindow">Null stands for no duplicate detection.</param>
internal sealed record QueueSettings(bool? RequiresSession, TimeSpan? DuplicateDetectionWindow, TimeSpan LockDuration, int MaxDeliveryCount)
{
    /// <summary>The service's defaults.</summary>
    public static readonly QueueSettings Default = new(null, null, TimeSpan.FromMinutes(1), 10);

    public static QueueSettings Read(SettingReader reader) => new(
        reader.Text("RequiresSession") is null ? null : reader.Boolean("RequiresSession", false),
        reader.Duration("DuplicateDetectionWindow", TimeSpan.FromSeconds(20), TimeSpan.FromDays(7)),
        reader.Duration("LockDuration", Default.LockDuration, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5)),
        reader.Int32("MaxDeliveryCount", Default.MaxDeliveryCount, 1, 2_000));
}
