namespace StockFlow.Tests.Channels;

internal sealed class SimulatedCrashException : Exception;
