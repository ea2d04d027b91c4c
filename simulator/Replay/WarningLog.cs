using Microsoft.Extensions.Logging;

namespace StockFlow.Simulator.Replay;

/// <summary>Counts StockFlow's warnings and errors by their first words, in place of a log that nobody reads. Safe for many threads.</summary>
public sealed class WarningLog : ILoggerProvider
{
    private const int KindsMax = 50;
    private const int LengthMax = 300;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (int Count, string Example)> _kinds = new(StringComparer.Ordinal);

    /// <summary>One example of each kind, and how often it came.</summary>
    public IReadOnlyDictionary<string, int> Counts
    {
        get
        {
            lock (_lock)
            {
                return _kinds.Values.ToDictionary(kind => kind.Example, kind => kind.Count, StringComparer.Ordinal);
            }
        }
    }

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private void Add(string category, LogLevel level, EventId id, string message, Exception? exception)
    {
        var key = $"{category}/{id.Id}/{exception?.GetType().Name}";
        var example = $"{level} {category}: {message} {exception}";
        example = example.Length <= LengthMax || Environment.GetEnvironmentVariable("STOCKFLOW_SIMULATOR_VERBOSE") == "1" ? example : example[..LengthMax] + "…";
        lock (_lock)
        {
            if (_kinds.TryGetValue(key, out var kind))
            {
                _kinds[key] = (kind.Count + 1, kind.Example);
            }
            else if (_kinds.Count < KindsMax)
            {
                _kinds[key] = (1, $"{_kinds.Count + 1}. {example}");
            }
        }
    }

    private sealed class Logger(WarningLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                log.Add(category, logLevel, eventId, formatter(state, exception), exception);
            }
        }
    }
}
