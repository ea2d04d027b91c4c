namespace StockFlow.Channels.Http;

/// <summary>The answer to POST quantities and to POST prices.</summary>
internal sealed record HttpQuantitiesAnswer(List<HttpQuantitiesAnswer.Item?>? Results)
{
    internal sealed record Item(string? Reference, string? Result, int? ActualUnits, string? Code, string? Reason, bool? Permanent);
}
