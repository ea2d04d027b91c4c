namespace StockFlow.Imports;

/// <summary>One kind of file: its columns, the rules of its rows, what they do, and how what there is becomes such a file.</summary>
public interface ICsvKind
{
    /// <summary>In addresses, such as stock.</summary>
    string Name { get; }

    /// <summary>In the order in which a file is written.</summary>
    IReadOnlyList<CsvColumn> Columns { get; }

    /// <summary>What a row is about; a file that names it twice contradicts itself.</summary>
    string SubjectOf(CsvRow row);

    /// <summary>Rows of one group are applied together, whatever the size of the file.</summary>
    string GroupOf(CsvRow row);

    /// <summary>The faults of one row by itself.</summary>
    IEnumerable<CsvFault> Check(CsvRow row);

    /// <summary>The faults that only show beside what is there, of rows that are right by themselves. Changes nothing.</summary>
    Task<IReadOnlyList<CsvFault>> CheckAsync(IReadOnlyList<CsvRow> rows, CancellationToken cancellationToken);

    /// <summary>Does what the rows say. May run again with the same rows: what is done is not done twice.</summary>
    /// <param name="rows">Whole groups.</param>
    /// <returns>The rows that were refused after all, as what is there has changed since they were checked.</returns>
    Task<IReadOnlyList<CsvFault>> ApplyAsync(ImportId import, IReadOnlyList<CsvRow> rows, CancellationToken cancellationToken);

    /// <summary>What there is, as rows of such a file, in a fixed order.</summary>
    IAsyncEnumerable<IReadOnlyList<string>> ReadAsync(CancellationToken cancellationToken);
}
