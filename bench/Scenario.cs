namespace StockFlow.Bench;

/// <summary>One thing that can be measured.</summary>
public sealed record Scenario(string Name, string Description, Func<ScenarioContext, Task<Measurement>> RunAsync);
