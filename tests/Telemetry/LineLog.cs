using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace StockFlow.Tests.Telemetry;

/// <summary>Keeps every log line with all that is sent along: its values, its scopes and its exception.</summary>
internal sealed class LineLog : ILoggerProvider, ISupportExternalScope
{
    private readonly ConcurrentQueue<string> _lines = new();
    private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

    public IReadOnlyCollection<string> Lines => _lines;

    public ILogger CreateLogger(string categoryName) => new Line(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
    }

    private sealed class Line(LineLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => log._scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var values = state is IEnumerable<KeyValuePair<string, object?>> pairs ? string.Join(';', pairs.Select(pair => $"{pair.Key}={pair.Value}")) : "";
            var scopes = new List<string>();
            log._scopes.ForEachScope((scope, list) => list.Add($"{scope}"), scopes);
            log._lines.Enqueue($"{category} {eventId.Id} {formatter(state, exception)} {values} {string.Join(';', scopes)} {exception}");
        }
    }
}
