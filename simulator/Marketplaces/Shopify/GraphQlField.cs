namespace StockFlow.Simulator.Marketplaces.Shopify;

/// <summary>One field of a parsed query.</summary>
/// <param name="Alias">The name in the answer.</param>
/// <param name="Name">The field.</param>
/// <param name="Arguments">With variables filled in.</param>
/// <param name="Directives">Each with its arguments.</param>
/// <param name="Selections">Empty for a scalar. Inline fragments are taken in whole: what a type lacks is left out of the answer.</param>
/// <param name="OnType">The type of the inline fragment that the field stands in, or null.</param>
internal sealed record GraphQlField(
    string Alias,
    string Name,
    IReadOnlyDictionary<string, object?> Arguments,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, object?>> Directives,
    IReadOnlyList<GraphQlField> Selections,
    string? OnType)
{
    public object? Argument(string name) => Arguments.GetValueOrDefault(name);

    /// <returns>Null where the argument is absent or no text.</returns>
    public string? Text(string name) => Argument(name) as string;

    /// <returns>Null where the argument is absent or no whole number.</returns>
    public int? Number(string name) => Argument(name) is long number ? (int)Math.Clamp(number, int.MinValue, int.MaxValue) : null;
}
