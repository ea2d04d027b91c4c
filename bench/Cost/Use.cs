namespace StockFlow.Bench.Cost;

/// <summary>One thing that is counted.</summary>
/// <param name="Function">The function that asked for it.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Target">The table or the queue; empty for executions.</param>
internal readonly record struct Use(string Function, UseKind Kind, string Target);
