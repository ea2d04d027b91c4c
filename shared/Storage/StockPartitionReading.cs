namespace StockFlow.Storage;

/// <summary>How reading a whole partition ended.</summary>
internal abstract record StockPartitionReading
{
    private StockPartitionReading()
    {
    }

    /// <summary>Everything was read as of one moment.</summary>
    public sealed record Read(StockPartition Partition) : StockPartitionReading;

    /// <summary>The SKU is listed and never came to be.</summary>
    public sealed record Unknown : StockPartitionReading;

    /// <summary>It changed during every attempt.</summary>
    public sealed record Busy : StockPartitionReading;

    /// <summary>The head is missing though the journal has entries, or can't be read.</summary>
    public sealed record NoHead(string Reason) : StockPartitionReading;
}
