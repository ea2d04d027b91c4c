namespace StockFlow.Storage;

/// <summary>Tables that belong together and are created at start.</summary>
internal interface ITableSet
{
    /// <summary>Creates what is missing. May run again, and in several processes at once.</summary>
    Task CreateAsync(CancellationToken cancellationToken);
}
