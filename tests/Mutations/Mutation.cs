namespace StockFlow.Mutations;

/// <summary>A rule that is taken out of the source.</summary>
/// <param name="Name">For the command line and the table.</param>
/// <param name="File">From the root of the repository; its first folder is the project.</param>
/// <param name="Rule">The text that states the rule; must be there exactly once.</param>
/// <param name="Instead">What is compiled in its place.</param>
/// <param name="Tests">The test classes of which at least one test must fail without the rule.</param>
internal sealed record Mutation(string Name, string File, string Rule, string Instead, params string[] Tests)
{
    /// <summary>Such as shared.</summary>
    public string Project => File[..File.IndexOf('/')];

    /// <summary>The source without the rule.</summary>
    /// <exception cref="InvalidOperationException">The rule is not there, or more than once: this list is outdated.</exception>
    public string Apply(string source)
    {
        var first = source.IndexOf(Rule, StringComparison.Ordinal);
        return first >= 0 && source.IndexOf(Rule, first + 1, StringComparison.Ordinal) < 0
            ? string.Concat(source.AsSpan(0, first), Instead, source.AsSpan(first + Rule.Length))
            : throw new InvalidOperationException($"{Name}: {File} does not have the text of the rule exactly once. Mend the list in tests/Mutations.");
    }
}
