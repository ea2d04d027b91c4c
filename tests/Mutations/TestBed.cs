namespace StockFlow.Mutations;

/// <summary>A copy of the built tests in which single assemblies are exchanged. Gone when disposed of.</summary>
internal sealed class TestBed : IDisposable
{
    private static readonly TimeSpan RunTimeMax = TimeSpan.FromMinutes(3);

    private readonly string _folder = Directory.CreateTempSubdirectory("stockflow-mutations-").FullName;
    private readonly string _built;

    private TestBed(string built)
    {
        _built = built;
    }

    private string Tests => Path.Combine(_folder, "tests");

    /// <exception cref="InvalidOperationException">The tests are not built.</exception>
    public static TestBed Copy(string root)
    {
        var built = Path.Combine(root, "tests", "bin", "Embedded", "Debug", "net10.0");
        if (!File.Exists(Path.Combine(built, "StockFlow.Tests.dll")))
        {
            throw new InvalidOperationException("The tests are not built: dotnet build tests");
        }

        var bed = new TestBed(built);
        CopyAll(built, bed.Tests);

        // Tests look for the repository's root above them, and compare answers with its documents.
        CopyAll(Path.Combine(root, "docs"), Path.Combine(bed._folder, "docs"));
        File.Copy(Path.Combine(root, "StockFlow.sln"), Path.Combine(bed._folder, "StockFlow.sln"));
        return bed;
    }

    /// <summary>A folder for one mutation.</summary>
    public string FolderOf(int number) => Path.Combine(_folder, $"{number}");

    /// <summary>Puts an assembly in the place of the built one.</summary>
    public void Exchange(string assembly, string from) => File.Copy(Path.Combine(from, assembly), Path.Combine(Tests, assembly), overwrite: true);

    /// <summary>Puts the built assembly back.</summary>
    public void Restore(string assembly) => Exchange(assembly, _built);

    /// <summary>Runs test classes up to the first failure.</summary>
    /// <returns>Whether all passed, and the first test that failed.</returns>
    public async Task<(bool Passed, string? Failed)> RunAsync(IEnumerable<string> classes)
    {
        var filters = classes.SelectMany(name => new[] { "-class", $"*.{name}" });
        var run = await Command.RunAsync(
            Tests, RunTimeMax, "dotnet", ["exec", Path.Combine(Tests, "StockFlow.Tests.dll"), .. filters, "-stopOnFail", "-noLogo", "-noColor"]);
        var failed = run.Output.Split('\n').FirstOrDefault(line => line.Contains("[FAIL]", StringComparison.Ordinal))?.Trim();
        if (run.ExitCode is null)
        {
            return (false, "(did not end)");
        }

        if (!run.Output.Contains("Total: ", StringComparison.Ordinal) || run.Output.Contains("Total: 0,", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"No test ran of {string.Join(", ", classes)}: {run.Output}");
        }

        return (run.ExitCode == 0, failed?.Replace(" [FAIL]", string.Empty, StringComparison.Ordinal).Split('(')[0].Split('.')[^1]);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void CopyAll(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
