using EmbeddedFunctions.Gates;

namespace EmbeddedFunctions.Store;

/// <summary>How the store of one process is opened.</summary>
public sealed class EmbeddedStoreOptions
{
    /// <summary>The clock of everything on this store: locks, visibility times, timestamps.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>
    /// For simulations: stands at the boundaries of all work on this store, and the store commits nothing by itself but when it is told to, by
    /// <see cref="EmbeddedStore.Commit"/> and <see cref="EmbeddedStore.Acknowledge"/>. Everything is on one thread then, and nothing outlives
    /// the machine. Null, as in production: no gates, and a thread that commits.
    /// </summary>
    public WorkGate? Gate { get; init; }

    /// <summary>The most work items committed in one transaction, 1 to 65,536.</summary>
    public int GroupSizeMax { get; init; } = 2_048;

    /// <summary>Memory for SQLite's page cache on the writing connection, in KiB.</summary>
    public int WriterCacheKib { get; init; } = 32_768;

    /// <summary>Once the write-ahead log holds this many pages it is copied into the database in the background.</summary>
    public int CheckpointPages { get; init; } = 16_000;

    /// <summary>Once the write-ahead log holds this many pages, writers wait for the copy, so that the log stays bounded.</summary>
    public int CheckpointBlockingPages { get; init; } = 40_000;
}
