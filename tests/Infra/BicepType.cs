namespace StockFlow.Tests.Infra;

/// <summary>A type as it is written.</summary>
/// <param name="Kind">string, int, bool, object, array, or a declared type's name; for literals the kind of them.</param>
/// <param name="Names">The declared types it names.</param>
internal sealed record BicepType(string Kind, IReadOnlyList<string> Names);
