using Azure.Data.Tables;
using StockFlow.Stock;
using StockFlow.Storage;

namespace StockFlow.Backups;

/// <summary>
/// The backup, step by step: tables to pieces, pieces read back, the manifest, then what is too old goes. Each step is bounded and may run
/// again: a piece becomes part of the backup only when the step after it says so, and is never changed.
/// </summary>
public sealed class BackupWork
{
    private const int RowsPerPage = 1_000;
    private const int SkusPerPage = 25;
    private const int ChecksPerStep = 16;
    private const int DeletesPerStep = 500;

    /// <summary>A step begins no other page after so long.</summary>
    private static readonly TimeSpan StepBudget = TimeSpan.FromMinutes(2);

    private readonly BackupTables _tables;
    private readonly StockLedger _ledger;
    private readonly SkuCopier _skus;
    private readonly PieceList _pieces;
    private readonly BackupShelf _shelf;
    private readonly BackupOptions _options;
    private readonly TimeProvider _timeProvider;

    internal BackupWork(
        BackupTables tables, StockLedger ledger, SkuCopier skus, PieceList pieces, BackupShelf shelf, BackupOptions options, TimeProvider timeProvider)
    {
        _tables = tables;
        _ledger = ledger;
        _skus = skus;
        _pieces = pieces;
        _shelf = shelf;
        _options = options;
        _timeProvider = timeProvider;
    }

    /// <summary>Does the next step.</summary>
    /// <param name="written">What the step before wrote; null where it wrote nothing.</param>
    /// <exception cref="StockContentionException">A SKU changed all the time: do the step again.</exception>
    /// <exception cref="DamagedPieceException">A piece that was read back is not what was written.</exception>
    public async Task<BackupStepAnswer> StepAsync(BackupRun run, BackupCursor cursor, BackupPiece? written, CancellationToken cancellationToken)
    {
        if (written is not null)
        {
            await _pieces.AddAsync(run.Id, written, cancellationToken).ConfigureAwait(false);
        }

        return cursor.Stage switch
        {
            BackupStage.Copying => await CopyAsync(run, cursor, cancellationToken).ConfigureAwait(false),
            BackupStage.Checking => await CheckAsync(run, cursor, cancellationToken).ConfigureAwait(false),
            BackupStage.Sealing => await SealAsync(run, cancellationToken).ConfigureAwait(false),
            _ => await PruneAsync(cancellationToken).ConfigureAwait(false),
        };
    }

    private async Task<BackupStepAnswer> CopyAsync(BackupRun run, BackupCursor cursor, CancellationToken cancellationToken)
    {
        var started = _timeProvider.GetTimestamp();
        using var piece = new PieceWriter(_options.PieceBytes);
        var next = cursor;
        while (next.Stage == BackupStage.Copying && !piece.IsFull && _timeProvider.GetElapsedTime(started) < StepBudget)
        {
            var table = BackupPlan.Tables[next.Table];
            var after = table == BackupPlan.Skus
                ? await CopySkusAsync(next.After, piece, started, cancellationToken).ConfigureAwait(false)
                : await CopyPageAsync(table, next.After, piece, cancellationToken).ConfigureAwait(false);
            next = after is not null ? next with { After = after }
                : next.Table + 1 < BackupPlan.Tables.Count ? next with { Table = next.Table + 1, After = null }
                : new BackupCursor(BackupStage.Checking);
        }

        if (piece.IsEmpty)
        {
            return new BackupStepAnswer(next);
        }

        var (written, content) = piece.Close(run.Id, cursor.Piece, _options.Key);
        await _shelf.WriteAsync(run.Id, written.Name, BinaryData.FromBytes(content), cancellationToken).ConfigureAwait(false);
        return new BackupStepAnswer(next.Stage == BackupStage.Copying ? next with { Piece = cursor.Piece + 1 } : next, written);
    }

    /// <returns>Where the table goes on; null at its end.</returns>
    private async Task<string?> CopyPageAsync(string table, string? after, PieceWriter piece, CancellationToken cancellationToken)
    {
        var query = _tables.TableOf(table).QueryAsync<TableEntity>((string?)null, RowsPerPage, null, cancellationToken);
        await foreach (var page in query.AsPages(after, RowsPerPage).ConfigureAwait(false))
        {
            foreach (var row in page.Values)
            {
                piece.Add(table, row);
            }

            return page.ContinuationToken is { Length: > 0 } next ? next : null;
        }

        return null;
    }

    /// <returns>The last SKU that was copied; null after the last of all.</returns>
    private async Task<string?> CopySkusAsync(string? after, PieceWriter piece, long started, CancellationToken cancellationToken)
    {
        var last = after is null ? (Sku?)null : Sku.Parse(after);
        var skus = await _ledger.ReadSkusAsync(last, SkusPerPage, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < skus.Count; i++)
        {
            if (i > 0 && (piece.IsFull || _timeProvider.GetElapsedTime(started) >= StepBudget))
            {
                return skus[i - 1].Value;
            }

            await _skus.CopyAsync(skus[i], piece, cancellationToken).ConfigureAwait(false);
        }

        return skus.Count == SkusPerPage ? skus[^1].Value : null;
    }

    private async Task<BackupStepAnswer> CheckAsync(BackupRun run, BackupCursor cursor, CancellationToken cancellationToken)
    {
        var pieces = await _pieces.ReadAsync(run.Id, cursor.Piece, ChecksPerStep, cancellationToken).ConfigureAwait(false);
        foreach (var piece in pieces)
        {
            _ = PieceReader.Read(await _shelf.ReadAsync(run.Id, piece.Name, cancellationToken).ConfigureAwait(false), run.Id, piece, _options.Key);
        }

        return new BackupStepAnswer(pieces.Count == ChecksPerStep
            ? cursor with { Piece = cursor.Piece + pieces.Count }
            : new BackupCursor(BackupStage.Sealing));
    }

    private async Task<BackupStepAnswer> SealAsync(BackupRun run, CancellationToken cancellationToken)
    {
        // A manifest that is there stands: the pieces on record may have been forgotten since.
        if (await _shelf.ReadManifestAsync(run.Id, cancellationToken).ConfigureAwait(false) is null)
        {
            var pieces = await _pieces.ReadAsync(run.Id, 0, int.MaxValue, cancellationToken).ConfigureAwait(false);
            await _shelf.WriteManifestAsync(BackupManifest.Of(run, _timeProvider.GetUtcNow(), _options.Key, pieces), cancellationToken).ConfigureAwait(false);
        }

        return new BackupStepAnswer(new BackupCursor(BackupStage.Pruning));
    }

    /// <summary>Deletes complete backups beyond those that are kept, and what runs left that never ended.</summary>
    private async Task<BackupStepAnswer> PruneAsync(CancellationToken cancellationToken)
    {
        var folders = await _shelf.ListAsync(cancellationToken).ConfigureAwait(false);
        var deletesLeft = DeletesPerStep;
        foreach (var folder in BackupRetention.FindOld(folders, _options.Kept))
        {
            if (deletesLeft == 0)
            {
                return new BackupStepAnswer(new BackupCursor(BackupStage.Pruning));
            }

            deletesLeft -= await _shelf.DeleteAsync(folder, deletesLeft, cancellationToken).ConfigureAwait(false);
        }

        await _pieces.ClearAsync(cancellationToken).ConfigureAwait(false);
        return deletesLeft == 0 ? new BackupStepAnswer(new BackupCursor(BackupStage.Pruning)) : new BackupStepAnswer(null);
    }
}
