using StockFlow.Tests.App;

namespace StockFlow.Tests.Infra;

/// <summary>The texts of the files that describe the deployment, by path; a test may change one and see who notices.</summary>
internal sealed record InfraFiles(IReadOnlyDictionary<string, string> Texts)
{
    public static InfraFiles Load() => new(
        Repository.Files("infra", "*")
            .Concat(["docs/settings.md", "docs/deploy.md", "functions/host.json", "functions/local.settings.sample.json", "azure.yaml"])
            .Where(path => File.Exists(Path.Combine(Repository.Root, path)))
            .ToDictionary(path => path, Repository.Read));

    public string this[string path] => Texts[path];

    /// <exception cref="InvalidOperationException">The text is not there, so the test would prove nothing.</exception>
    public InfraFiles With(string path, string find, string replacement) => Texts[path].Contains(find, StringComparison.Ordinal)
        ? new InfraFiles(new Dictionary<string, string>(Texts) { [path] = Texts[path].Replace(find, replacement, StringComparison.Ordinal) })
        : throw new InvalidOperationException($"{path} does not contain '{find}'.");

    /// <exception cref="FormatException">A file is not of the part of Bicep that we write.</exception>
    public BicepFile Bicep(string path) => BicepFile.Read(path, Texts[path]);

    /// <summary>All Bicep and parameter files.</summary>
    public IReadOnlyDictionary<string, BicepFile> AllBicep() => Texts.Keys
        .Where(path => path.EndsWith(".bicep", StringComparison.Ordinal) || path.EndsWith(".bicepparam", StringComparison.Ordinal))
        .ToDictionary(path => path, Bicep);
}
