using System.Text.Json;

namespace StockFlow.Mutations;

/// <summary>Compiles one project as the build did, with one file exchanged, into another folder.</summary>
internal sealed class Compiler
{
    private readonly string _folder;
    private readonly string _csc;
    private readonly string[] _arguments;

    private Compiler(string folder, string csc, string assembly, string[] arguments)
    {
        _folder = folder;
        _csc = csc;
        Assembly = assembly;
        _arguments = arguments;
    }

    /// <summary>The file name of what is compiled.</summary>
    public string Assembly { get; }

    /// <summary>Asks the build how it compiles a project; compiles nothing.</summary>
    public static async Task<Compiler> OfAsync(string root, string project)
    {
        var run = await Command.RunAsync(
            root,
            TimeSpan.FromMinutes(2),
            "dotnet", "msbuild", $"{project}/{project}.csproj", "-nologo", "-t:Compile", "-p:SkipCompilerExecution=true", "-p:ProvideCommandLineArgs=true",
            "-p:DesignTimeBuild=true", "-p:BuildingInsideVisualStudio=true", "-p:BuildProjectReferences=false",
            "-getItem:CscCommandLineArgs", "-getProperty:RoslynTargetsPath");
        using var answer = JsonDocument.Parse(run.Output);
        var arguments = answer.RootElement.GetProperty("Items").GetProperty("CscCommandLineArgs").EnumerateArray()
            .Select(item => item.GetProperty("Identity").GetString()!)
            .ToArray();
        var csc = Path.Combine(answer.RootElement.GetProperty("Properties").GetProperty("RoslynTargetsPath").GetString()!, "bincore", "csc.dll");
        var assembly = Path.GetFileName(arguments.Single(argument => argument.StartsWith("/out:", StringComparison.Ordinal))["/out:".Length..]);
        return new Compiler(Path.Combine(root, project), csc, assembly, [.. arguments.Where(IsNeeded)]);
    }

    /// <param name="file">From the project's folder.</param>
    /// <param name="source">What is compiled in its place.</param>
    /// <param name="target">The folder of the new assembly.</param>
    /// <returns>Null, or the compiler's errors.</returns>
    public async Task<string?> CompileAsync(string file, string source, string target)
    {
        Directory.CreateDirectory(target);
        var exchanged = Path.Combine(target, Path.GetFileName(file));
        await File.WriteAllTextAsync(exchanged, source);
        var arguments = _arguments
            .Select(argument => argument.Replace('\\', '/') == file ? exchanged : argument)
            .Append($"/out:{Path.Combine(target, Assembly)}")
            .Append("/warn:0");
        var list = Path.Combine(target, "arguments.rsp");
        await File.WriteAllLinesAsync(list, arguments.Select(Quoted));
        var run = await Command.RunAsync(_folder, TimeSpan.FromMinutes(3), "dotnet", "exec", _csc, "/noconfig", $"@{list}");
        return run.ExitCode == 0 ? null : run.Output;
    }

    /// <summary>Generators make code; analyzers only judge it, and outputs go elsewhere.</summary>
    private static bool IsNeeded(string argument) =>
        !argument.StartsWith("/out:", StringComparison.Ordinal)
        && !argument.StartsWith("/refout:", StringComparison.Ordinal)
        && !argument.StartsWith("/noconfig", StringComparison.Ordinal)
        && !argument.StartsWith("/warnaserror", StringComparison.Ordinal)
        && !argument.StartsWith("/additionalfile:", StringComparison.Ordinal)
        && !(argument.StartsWith("/analyzer:", StringComparison.Ordinal)
            && (argument.Contains("NetAnalyzers", StringComparison.Ordinal)
                || argument.Contains("CodeStyle", StringComparison.Ordinal)
                || argument.Contains("BannedApi", StringComparison.Ordinal)));

    /// <summary>An option's value in quotes where it has spaces; what has quotes already is left alone.</summary>
    private static string Quoted(string argument)
    {
        if (!argument.Contains(' ', StringComparison.Ordinal) || argument.Contains('"', StringComparison.Ordinal))
        {
            return argument;
        }

        var colon = argument.StartsWith('/') && !Path.Exists(argument) ? argument.IndexOf(':', StringComparison.Ordinal) + 1 : 0;
        return $"{argument[..colon]}\"{argument[colon..]}\"";
    }
}
