using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using StockFlow.Channels.Traffic;
using StockFlow.Settings;
using StockFlow.Stock;
using StockFlow.Telemetry;

namespace StockFlow.Channels;

/// <summary>Every configured channel and location. None at all is a valid configuration.</summary>
public sealed class ChannelCatalog
{
    private readonly Dictionary<ChannelId, Channel> _channels = [];

    /// <exception cref="SettingsException">The settings are wrong; all their faults are in it.</exception>
    public ChannelCatalog(
        IConfiguration configuration,
        IEnumerable<ConnectorKind> kinds,
        IHttpMessageHandlerFactory handlers,
        SyncOptions options,
        Jitter jitter,
        TimeProvider timeProvider,
        StockFlowMetrics metrics,
        IServiceProvider services)
    {
        var kindsByName = kinds.ToDictionary(kind => kind.Name, StringComparer.OrdinalIgnoreCase);
        var reading = new ChannelSettingsReader(configuration, kindsByName.Values).Read();
        if (reading.Faults.Count > 0)
        {
            throw new SettingsException(reading.Faults);
        }

        Locations = reading.Locations;
        foreach (var settings in reading.Channels)
        {
            var traffic = new ChannelTraffic(timeProvider, () => metrics.Throttled(settings.Id));
            var handler = new ChannelTrafficHandler(settings.Id, traffic, options.RequestTimeout, timeProvider)
            {
                InnerHandler = handlers.CreateHandler(HttpClientName(settings.Id)),
            };
            var client = new HttpClient(handler)
            {
                BaseAddress = WithSlash(settings.Endpoint),

                // The handler above ends each request; the client's own timeout would count the wait for a turn.
                Timeout = Timeout.InfiniteTimeSpan,
            };
            var connector = kindsByName[settings.Kind].Create(settings, client, services);
            traffic.Limit(connector.Limits);
            _channels.Add(settings.Id, new Channel(settings, new PacedConnector(settings.Id, connector, traffic, jitter, timeProvider), traffic));
        }

        Channels = [.. _channels.Values];
    }

    /// <summary>By id.</summary>
    public IReadOnlyList<Channel> Channels { get; }

    /// <summary>By priority, then id.</summary>
    public IReadOnlyList<LocationSettings> Locations { get; }

    /// <summary>The name of the channel's client in <see cref="IHttpClientFactory"/>, for replacing its primary handler.</summary>
    public static string HttpClientName(ChannelId channel) => $"channel:{channel}";

    public bool TryGet(ChannelId id, [NotNullWhen(true)] out Channel? channel) => _channels.TryGetValue(id, out channel);

    public bool HasLocation(LocationId id) => Locations.Any(location => location.Id == id);

    /// <summary>Relative addresses are resolved below the endpoint's path, not beside it.</summary>
    private static Uri WithSlash(Uri endpoint) =>
        endpoint.AbsolutePath.EndsWith('/') ? endpoint : new Uri(endpoint.GetLeftPart(UriPartial.Path) + "/");
}
