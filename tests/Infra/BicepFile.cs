namespace StockFlow.Tests.Infra;

/// <summary>A Bicep file, read.</summary>
/// <param name="Path">From the root of the repository.</param>
internal sealed record BicepFile(string Path, IReadOnlyList<BicepDeclaration> Declarations)
{
    /// <exception cref="FormatException">It is not of the part of the language that we write; the message says where.</exception>
    public static BicepFile Read(string path, string text) => new(path, new BicepParser(path, text).ParseFile());

    public IEnumerable<BicepDeclaration> Of(string kind) => Declarations.Where(declaration => declaration.Kind == kind);

    public BicepDeclaration Get(string kind, string name) =>
        Of(kind).SingleOrDefault(declaration => declaration.Name == name) ?? throw new FormatException($"{Path} has no {kind} '{name}'.");

    /// <summary>Texts of a list that is a variable.</summary>
    public IReadOnlyList<string> Texts(string variable) => Get("var", variable).Value is BicepNode.List list
        ? [.. list.Items.Select(TextOf)]
        : throw new FormatException($"{Path}: '{variable}' is no list.");

    /// <summary>Keys of an object that is a variable, with the values that are plain text; null for others.</summary>
    public IReadOnlyDictionary<string, string?> Entries(string variable) => Get("var", variable).Value is BicepNode.Map map
        ? map.Entries.ToDictionary(entry => TextOf(entry.Key), entry => (entry.Value as BicepNode.Literal)?.Value as string)
        : throw new FormatException($"{Path}: '{variable}' is no object.");

    public static string TextOf(BicepNode? node) => node is BicepNode.Literal { Value: string text }
        ? text
        : throw new FormatException($"Line {node?.Line}: a plain text is expected.");
}
