namespace StockFlow.Imports;

/// <summary>What became of a file that was sent.</summary>
public abstract record ImportStart
{
    private ImportStart()
    {
    }

    /// <summary>The file has faults; nothing was changed.</summary>
    public sealed record Faulty(IReadOnlyList<CsvFault> Faults) : ImportStart;

    /// <summary>This id was used before for another file; nothing was changed.</summary>
    public sealed record ContentDiffers : ImportStart;

    /// <summary>The file is stored, now or when it first came, and is applied once its orchestration runs.</summary>
    public sealed record Stored(Import Import) : ImportStart;
}
