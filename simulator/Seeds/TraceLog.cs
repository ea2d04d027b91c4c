using Microsoft.Extensions.Logging;

namespace StockFlow.Simulator.Seeds;

/// <summary>Writes the app's warnings into a trace, for its reader.</summary>
internal sealed class TraceLog(EventTrace trace) : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            trace.Note($"{logLevel}: {formatter(state, exception)}{(exception is null ? string.Empty : $" {exception.GetType().Name}: {exception.Message}")}");
        }
    }

    public void Dispose()
    {
    }
}
