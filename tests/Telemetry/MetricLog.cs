using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using StockFlow.Telemetry;

namespace StockFlow.Tests.Telemetry;

/// <summary>Keeps the measurements of one app.</summary>
internal sealed class MetricLog : IDisposable
{
    private readonly ConcurrentQueue<(string Name, double Value, string Tags)> _measured = new();
    private readonly ConcurrentDictionary<string, Instrument> _instruments = new();
    private readonly MeterListener _listener = new();

    public MetricLog(IServiceProvider services)
    {
        var meters = services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == meters)
            {
                _instruments[instrument.Name] = instrument;
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();

        // The app makes its instruments when it first needs them.
        services.GetRequiredService<StockFlowMetrics>();
    }

    /// <summary>The tags as <c>name=value name=value</c>.</summary>
    public IReadOnlyCollection<(string Name, double Value, string Tags)> All => _measured;

    public IReadOnlyCollection<Instrument> Instruments => [.. _instruments.Values];

    /// <summary>The last value under these tags.</summary>
    public double Last(string name, string tags = "") => _measured.Last(one => one.Name == name && one.Tags == tags).Value;

    public double Sum(string name, string tags = "") => _measured.Where(one => one.Name == name && one.Tags == tags).Sum(one => one.Value);

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = string.Join(' ', tags.ToArray().Select(tag => string.Create(CultureInfo.InvariantCulture, $"{tag.Key}={tag.Value}")));
        _measured.Enqueue((instrument.Name, value, text));
    }
}
