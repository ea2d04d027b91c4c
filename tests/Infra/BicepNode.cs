namespace StockFlow.Tests.Infra;

/// <summary>An expression of a Bicep file.</summary>
/// <param name="Line">Where it begins, from 1.</param>
internal abstract record BicepNode(int Line)
{
    /// <param name="Parts">Literal pieces and, between them, what is interpolated.</param>
    public sealed record Text(IReadOnlyList<BicepNode> Parts, int Line) : BicepNode(Line);

    /// <param name="Value">A string, long, bool or null.</param>
    public sealed record Literal(object? Value, int Line) : BicepNode(Line);

    public sealed record Name(string Id, int Line) : BicepNode(Line);

    public sealed record List(IReadOnlyList<BicepNode> Items, int Line) : BicepNode(Line);

    public sealed record Map(IReadOnlyList<(BicepNode Key, BicepNode Value)> Entries, int Line) : BicepNode(Line)
    {
        /// <returns>The value under a literal key, or null.</returns>
        public BicepNode? this[string key] => Entries.FirstOrDefault(entry => entry.Key is Literal { Value: string found } && found == key).Value;
    }

    public sealed record Member(BicepNode Target, string Id, int Line) : BicepNode(Line);

    public sealed record Index(BicepNode Target, BicepNode At, int Line) : BicepNode(Line);

    public sealed record Call(string Function, IReadOnlyList<BicepNode> Arguments, int Line) : BicepNode(Line);

    public sealed record Lambda(IReadOnlyList<string> Parameters, BicepNode Body, int Line) : BicepNode(Line);

    /// <param name="Sign">Such as ==, or ?: with three operands.</param>
    public sealed record Operation(string Sign, IReadOnlyList<BicepNode> Operands, int Line) : BicepNode(Line);

    public sealed record For(IReadOnlyList<string> Variables, BicepNode Source, BicepNode Body, int Line) : BicepNode(Line);

    public sealed record If(BicepNode Condition, BicepNode Body, int Line) : BicepNode(Line);

    /// <summary>The parts, in order.</summary>
    public IEnumerable<BicepNode> Children => this switch
    {
        Text text => text.Parts,
        List list => list.Items,
        Map map => map.Entries.SelectMany(entry => new[] { entry.Key, entry.Value }),
        Member member => [member.Target],
        Index index => [index.Target, index.At],
        Call call => call.Arguments,
        Lambda lambda => [lambda.Body],
        Operation operation => operation.Operands,
        For loop => [loop.Source, loop.Body],
        If condition => [condition.Condition, condition.Body],
        _ => [],
    };

    /// <summary>It and all below it.</summary>
    public IEnumerable<BicepNode> All => Children.SelectMany(child => child.All).Prepend(this);
}
