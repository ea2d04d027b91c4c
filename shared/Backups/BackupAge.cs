using Azure;
using Azure.Data.Tables;
using Azure.Identity;
using Microsoft.Extensions.Logging;

namespace StockFlow.Backups;

/// <summary>
/// Since when nothing newer has been backed up. A row remembers the answer, so that the age goes on growing where there is no backup at
/// all, or no way to look at them: neither may pass for a system that is well.
/// </summary>
public sealed partial class BackupAge
{
    private const string Key = "age";
    private const string Since = "Since";

    private readonly BackupTables _tables;
    private readonly BackupShelf _shelf;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger<BackupAge> _logger;
    private DateTimeOffset? _remembered;

    internal BackupAge(BackupTables tables, BackupShelf shelf, TimeProvider timeProvider, ILogger<BackupAge> logger)
    {
        _tables = tables;
        _shelf = shelf;
        _timeProvider = timeProvider;
        _logger = logger;
    }

    /// <summary>Reads when the newest complete backup was started, UTC.</summary>
    /// <returns>
    /// Where none can be seen: when the one last seen was started, and before the first one, when it was first asked. Null where no place
    /// for backups is set.
    /// </returns>
    public async Task<DateTimeOffset?> FindSinceAsync(CancellationToken cancellationToken)
    {
        if (!_shelf.IsSet)
        {
            return null;
        }

        if (await FindNewestAsync(cancellationToken).ConfigureAwait(false) is not { } newest)
        {
            return await RecallAsync(cancellationToken).ConfigureAwait(false);
        }

        if (newest != _remembered)
        {
            await _tables.Backups.UpsertEntityAsync(Row(newest), TableUpdateMode.Replace, cancellationToken).ConfigureAwait(false);
            _remembered = newest;
        }

        return newest;
    }

    private async Task<DateTimeOffset?> FindNewestAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await _shelf.FindNewestAsync(cancellationToken).ConfigureAwait(false))?.StartedAt;
        }
        catch (Exception e) when (e is RequestFailedException or AggregateException or AuthenticationFailedException
            or IOException or UnauthorizedAccessException or DamagedManifestException)
        {
            // Azure.Core gathers the faults of several attempts in an AggregateException.
            LogUnseen(e is AggregateException { InnerException: { } first } ? first.Message : e.Message);
            return null;
        }
    }

    private async Task<DateTimeOffset> RecallAsync(CancellationToken cancellationToken)
    {
        var known = await _tables.Backups.GetEntityIfExistsAsync<TableEntity>(Key, Key, null, cancellationToken).ConfigureAwait(false);
        if (known.HasValue && known.Value!.GetDateTimeOffset(Since) is { } since)
        {
            return since;
        }

        var now = _timeProvider.GetUtcNow();
        await _tables.Backups.UpsertEntityAsync(Row(now), TableUpdateMode.Replace, cancellationToken).ConfigureAwait(false);
        return now;
    }

    private static TableEntity Row(DateTimeOffset since) => new(Key, Key) { [Since] = since };

    [LoggerMessage(2601, LogLevel.Warning, "Backups can't be looked at: {Reason}")]
    private partial void LogUnseen(string reason);
}
