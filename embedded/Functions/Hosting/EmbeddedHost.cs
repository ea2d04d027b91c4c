using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace EmbeddedFunctions.Functions;

/// <summary>The running host, for those who drive it: tests, a simulation. Resolve it from the host's services.</summary>
public sealed class EmbeddedHost
{
    private readonly IServer _server;
    private readonly HostStores _stores;

    internal EmbeddedHost(IServer server, HostStores stores)
    {
        _server = server;
        _stores = stores;
    }

    /// <summary>The address that is served, with the actual port, without a slash at its end. Known once the host has started.</summary>
    public string Url =>
        _server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault()?.TrimEnd('/')
        ?? throw new InvalidOperationException("The host has not started.");

    internal WorkGauge HttpGauge { get; } = new();

    internal List<ITriggerListener> Listeners { get; } = [];

    /// <summary>
    /// Ends when no request is being answered, no timer function runs, no message is due or handled, no orchestration can go on,
    /// and everything written is on disk. Work that waits for a later time doesn't count.
    /// </summary>
    /// <remarks>Work set off by the caller before the call is seen. Somebody else may set off new work as soon as it has ended.</remarks>
    public async Task WhenIdleAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            // One part's last step may set off work in another that was idle a moment ago; so nothing may have begun between two looks.
            var begun = Begun();
            await HttpGauge.WhenIdleAsync(cancellationToken);
            foreach (var listener in Listeners)
            {
                await listener.WhenIdleAsync(cancellationToken);
            }

            await _stores.FlushAsync(cancellationToken);
            if (IsIdle() && Begun() == begun && IsIdle())
            {
                return;
            }
        }
    }

    private long Begun() => HttpGauge.Begun + Listeners.Sum(listener => listener.Begun);

    private bool IsIdle() => HttpGauge.IsIdle && Listeners.TrueForAll(listener => listener.IsIdle) && !_stores.HasPendingWrites;
}
