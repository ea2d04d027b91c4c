using Azure;
using Azure.Data.Tables;
using StockFlow.Messaging;

namespace StockFlow.Backups;

/// <summary>
/// Puts a backup into empty tables while the app is stopped. All pieces are checked before anything is written; then they are written one
/// after the other, each again as a whole where it was cut off. The app does not start on tables of a restore that has not ended, nor with
/// orchestrations of before it.
/// </summary>
public sealed class BackupRestore
{
    private const int SendsAtOnceMax = 32;

    private readonly BackupTables _tables;
    private readonly BackupShelf _shelf;
    private readonly BackupOptions _options;
    private readonly OrderQueue _orders;
    private readonly TimeProvider _timeProvider;

    internal BackupRestore(BackupTables tables, BackupShelf shelf, BackupOptions options, OrderQueue orders, TimeProvider timeProvider)
    {
        _tables = tables;
        _shelf = shelf;
        _options = options;
        _orders = orders;
        _timeProvider = timeProvider;
    }

    /// <summary>Restores a backup, or goes on with a restore of it that was cut off.</summary>
    /// <param name="tell">Gets a line about every piece that is done.</param>
    public async Task<RestoreOutcome> RunAsync(RestoreRequest request, Action<string> tell, CancellationToken cancellationToken)
    {
        try
        {
            return await FindAndRestoreAsync(request, tell, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is DamagedPieceException or DamagedManifestException)
        {
            return new RestoreOutcome.Damaged(e.Message);
        }
    }

    private async Task<RestoreOutcome> FindAndRestoreAsync(RestoreRequest request, Action<string> tell, CancellationToken cancellationToken)
    {
        var backup = request.BackupId is { } id
            ? await _shelf.ReadManifestAsync(id, cancellationToken).ConfigureAwait(false)
            : await _shelf.FindNewestAsync(cancellationToken).ConfigureAwait(false);
        if (backup is null)
        {
            return new RestoreOutcome.NoBackup(request.BackupId);
        }

        if (backup.Format > BackupManifest.CurrentFormat)
        {
            return new RestoreOutcome.UnknownFormat(backup.Format);
        }

        if (backup.KeyId is { } keyId && keyId != _options.Key?.Id)
        {
            return new RestoreOutcome.WrongKey(keyId, _options.Key?.Id);
        }

        if (backup.KeyId is null && _options.Key is { } key && !request.TakesUnsealed)
        {
            return new RestoreOutcome.NotSealed(backup.Id, await FindSealedAsync(key, cancellationToken).ConfigureAwait(false));
        }

        await CheckAsync(backup, tell, cancellationToken).ConfigureAwait(false);
        return request.ChecksOnly
            ? new RestoreOutcome.Checked(backup)
            : await BeginAsync(backup, request.Clears, tell, cancellationToken).ConfigureAwait(false) ?? await WriteAsync(backup, tell, cancellationToken).ConfigureAwait(false);
    }

    private async Task<string?> FindSealedAsync(BackupKey key, CancellationToken cancellationToken)
    {
        var (backups, _) = await _shelf.ReadAllAsync(cancellationToken).ConfigureAwait(false);
        return backups.FirstOrDefault(backup => backup.KeyId == key.Id && backup.IsProvedBy(key))?.Id;
    }

    private async Task CheckAsync(BackupManifest backup, Action<string> tell, CancellationToken cancellationToken)
    {
        if (KeyOf(backup) is { } key && !backup.IsProvedBy(key))
        {
            throw new DamagedManifestException(backup.Id, "its list of pieces is not the one that was written");
        }

        foreach (var piece in backup.Pieces)
        {
            _ = await ReadAsync(backup, piece, cancellationToken).ConfigureAwait(false);
            tell($"checked {piece.Name}");
        }
    }

    /// <returns>Why it can't begin; null where it can.</returns>
    private async Task<RestoreOutcome?> BeginAsync(BackupManifest backup, bool clears, Action<string> tell, CancellationToken cancellationToken)
    {
        await _tables.Backups.CreateIfNotExistsAsync(cancellationToken).ConfigureAwait(false);
        foreach (var table in BackupPlan.RestoredTables)
        {
            await _tables.TableOf(table).CreateIfNotExistsAsync(cancellationToken).ConfigureAwait(false);
        }

        var known = await RestoreProgress.ReadAsync(_tables.Backups, cancellationToken).ConfigureAwait(false);
        if (known is { IsDone: false } && !clears)
        {
            return known.BackupId == backup.Id ? null : new RestoreOutcome.OtherUnfinished(known.BackupId);
        }

        if (!clears && await FindRowsAsync(cancellationToken).ConfigureAwait(false) is { } filled)
        {
            return new RestoreOutcome.NotEmpty(filled);
        }

        await WriteProgressAsync(backup, 0, isDone: false, cancellationToken).ConfigureAwait(false);
        var writer = new RestoreWriter(_tables);
        foreach (var table in clears ? BackupPlan.RestoredTables : [])
        {
            await writer.ClearAsync(table, cancellationToken).ConfigureAwait(false);
            tell($"cleared {table}");
        }

        return null;
    }

    private async Task<RestoreOutcome> WriteAsync(BackupManifest backup, Action<string> tell, CancellationToken cancellationToken)
    {
        var done = (await RestoreProgress.ReadAsync(_tables.Backups, cancellationToken).ConfigureAwait(false))!.PiecesDone;
        var rules = new RestoreRules(backup.StartedAt, _timeProvider.GetUtcNow());
        var reruns = 0;
        foreach (var piece in backup.Pieces.Skip(done))
        {
            var writer = new RestoreWriter(_tables);
            var again = new List<OrderRerun>();
            foreach (var row in await ReadAsync(backup, piece, cancellationToken).ConfigureAwait(false))
            {
                foreach (var write in rules.RowsFor(row))
                {
                    await writer.WriteAsync(row.Table, write, cancellationToken).ConfigureAwait(false);
                }

                if (rules.RerunFor(row) is { } rerun)
                {
                    again.Add(rerun);
                }
            }

            await writer.FlushAsync(cancellationToken).ConfigureAwait(false);

            // Queued twice they are done once: the second finds the order at a newer revision.
            foreach (var some in again.Chunk(SendsAtOnceMax))
            {
                await Task.WhenAll(some.Select(rerun => _orders.SendAsync(rerun, cancellationToken))).ConfigureAwait(false);
            }

            reruns += again.Count;
            await WriteProgressAsync(backup, piece.Number + 1, isDone: false, cancellationToken).ConfigureAwait(false);
            tell($"restored {piece.Name}");
        }

        var isOverOlder = await _tables.Hubs.RetireAsync(cancellationToken).ConfigureAwait(false);
        await WriteProgressAsync(backup, backup.Pieces.Count, isDone: true, cancellationToken).ConfigureAwait(false);
        return new RestoreOutcome.Done(backup, backup.Tables.Values.Sum(), reruns, isOverOlder);
    }

    private async Task<IReadOnlyList<BackupRow>> ReadAsync(BackupManifest backup, BackupPiece piece, CancellationToken cancellationToken)
    {
        try
        {
            var content = await _shelf.ReadAsync(backup.Id, piece.Name, cancellationToken).ConfigureAwait(false);
            return PieceReader.Read(content, backup.Id, piece, KeyOf(backup));
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            throw new DamagedPieceException(piece, "it is missing", e);
        }
    }

    /// <returns>A table that has rows; null where all are empty.</returns>
    private async Task<string?> FindRowsAsync(CancellationToken cancellationToken)
    {
        foreach (var table in BackupPlan.RestoredTables)
        {
            await foreach (var row in _tables.TableOf(table).QueryAsync<TableEntity>((string?)null, 1, ["PartitionKey"], cancellationToken).ConfigureAwait(false))
            {
                return table;
            }
        }

        return null;
    }

    private Task WriteProgressAsync(BackupManifest backup, int piecesDone, bool isDone, CancellationToken cancellationToken) =>
        new RestoreProgress(backup.Id, piecesDone, isDone, _timeProvider.GetUtcNow()).WriteAsync(_tables.Backups, cancellationToken);

    private BackupKey? KeyOf(BackupManifest backup) => backup.KeyId is null ? null : _options.Key;
}
