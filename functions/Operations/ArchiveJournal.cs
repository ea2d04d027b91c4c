using Microsoft.Azure.Functions.Worker;
using StockFlow.Storage;

namespace StockFlow.Functions.Operations;

/// <summary>Moves old journal entries into the archive, some SKUs at a time, so that no partition grows with the years.</summary>
public sealed class ArchiveJournal(JournalArchive archive)
{
    [Function(nameof(ArchiveJournal))]
    public Task RunAsync([TimerTrigger(TimerSchedules.Archive, UseMonitor = false)] TimerInfo timer, CancellationToken cancellationToken) =>
        archive.RunAsync(cancellationToken);
}
