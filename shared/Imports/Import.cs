namespace StockFlow.Imports;

/// <summary>How far the import of a file has come.</summary>
/// <param name="Id">Given by whoever sent the file.</param>
/// <param name="Kind">See <see cref="ICsvKind.Name"/>.</param>
/// <param name="Content">The hash of the file.</param>
/// <param name="Rows">How many rows the file has.</param>
/// <param name="Pieces">In how many pieces they are applied, one after the other.</param>
/// <param name="PiecesDone">How many are applied.</param>
/// <param name="AppliedRows">Rows that are done.</param>
/// <param name="RefusedRows">Rows that were refused when their turn came.</param>
/// <param name="Faults">Why; the first <see cref="CsvImports.FaultsMax"/>.</param>
/// <param name="ReceivedAt">When the file came.</param>
/// <param name="EndedAt">When the last row was done; null before.</param>
public sealed record Import(
    ImportId Id,
    string Kind,
    string Content,
    int Rows,
    int Pieces,
    int PiecesDone,
    int AppliedRows,
    int RefusedRows,
    IReadOnlyList<CsvFault> Faults,
    DateTimeOffset ReceivedAt,
    DateTimeOffset? EndedAt);
