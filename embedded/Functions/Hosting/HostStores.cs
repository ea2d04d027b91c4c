using EmbeddedFunctions.ServiceBus;
using EmbeddedFunctions.Store;
using Microsoft.Extensions.Configuration;

namespace EmbeddedFunctions.Functions;

/// <summary>
/// The stores of one host. They are opened before anything else with the host's clock, so that clients made later from the same
/// connection strings share them, and closed after everything else.
/// </summary>
internal sealed class HostStores : IDisposable
{
    private readonly List<EmbeddedStore> _stores = [];

    /// <summary>The store of timers, queues and orchestrations; null if no store is set at all.</summary>
    public EmbeddedStore? Main => _stores.Count == 0 ? null : _stores[0];

    /// <summary>The files to open, the main one first: as set, else as the triggers use, else as any other setting names.</summary>
    public static IReadOnlyList<string> Paths(IConfiguration configuration, HostSettings settings, IEnumerable<string> triggerConnections) =>
        [.. (settings.StorePath is { } path ? [EmbeddedStores.IsEmbedded(path) ? path : $"EmbeddedStore={path}"] : Array.Empty<string>())
            .Concat(triggerConnections)
            .Concat(configuration.AsEnumerable().OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => entry.Value ?? string.Empty))
            .Where(EmbeddedStores.IsEmbedded)
            .Select(connection => Path.GetFullPath(EmbeddedStores.PathOf(connection)))
            .Distinct(StringComparer.Ordinal)];

    /// <exception cref="StoreInUseException">Another process owns a file.</exception>
    public void Open(IReadOnlyList<string> paths, TimeProvider timeProvider)
    {
        foreach (var path in paths)
        {
            _stores.Add(EmbeddedStores.Open(path, new EmbeddedStoreOptions { TimeProvider = timeProvider }));
        }
    }

    /// <summary>Whether a write waits for the disk.</summary>
    public bool HasPendingWrites => _stores.Exists(store => store.PendingWrites > 0);

    /// <summary>Ends once everything handed in so far is on disk.</summary>
    public Task FlushAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_stores.Where(store => store.PendingWrites > 0).Select(store => store.WriteAsync(_ => true, cancellationToken)));

    public void Dispose()
    {
        foreach (var store in _stores)
        {
            ServiceBusBroker.For(store).Dispose();
            store.Dispose();
        }
    }
}
