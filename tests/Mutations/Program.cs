using System.Diagnostics;
using StockFlow.Mutations;

// Usage: StockFlow.Mutations [NAME...]   Without names: all. Exit code 1 for a rule whose absence no test notices.
var root = new DirectoryInfo(AppContext.BaseDirectory);
while (root is not null && !File.Exists(Path.Combine(root.FullName, "StockFlow.sln")))
{
    root = root.Parent;
}

var folder = root?.FullName ?? throw new InvalidOperationException("Run it from inside the repository.");
var unknown = args.Except(Rules.All.Select(rule => rule.Name)).ToList();
if (unknown.Count > 0)
{
    Console.Error.WriteLine($"There is no {string.Join(", ", unknown)}. There are: {string.Join(", ", Rules.All.Select(rule => rule.Name))}");
    return 2;
}

var mutations = Rules.All.Where(rule => args.Length == 0 || args.Contains(rule.Name)).ToList();
var sources = mutations.ToDictionary(mutation => mutation, mutation => mutation.Apply(File.ReadAllText(Path.Combine(folder, mutation.File))));
var compilers = new Dictionary<string, Compiler>();
foreach (var project in mutations.Select(mutation => mutation.Project).Distinct())
{
    compilers.Add(project, await Compiler.OfAsync(folder, project));
}

using var bed = TestBed.Copy(folder);
var sound = await bed.RunAsync([.. mutations.SelectMany(mutation => mutation.Tests).Distinct()]);
if (!sound.Passed)
{
    Console.Error.WriteLine($"With all rules in place {sound.Failed} fails: nothing can be shown.");
    return 1;
}

var survivors = 0;
Console.WriteLine($"| {"without this rule",-58} | {"",-8} | seconds | by");
for (var number = 0; number < mutations.Count; number++)
{
    var (mutation, started) = (mutations[number], Stopwatch.GetTimestamp());
    var compiler = compilers[mutation.Project];
    var target = bed.FolderOf(number);
    var errors = await compiler.CompileAsync(mutation.File[(mutation.Project.Length + 1)..], sources[mutation], target);
    if (errors is not null)
    {
        Console.Error.WriteLine($"{mutation.Name} does not compile: {errors}");
        return 1;
    }

    bed.Exchange(compiler.Assembly, target);
    var (passed, failed) = await bed.RunAsync(mutation.Tests);
    bed.Restore(compiler.Assembly);
    survivors += passed ? 1 : 0;
    Console.WriteLine($"| {mutation.Name,-58} | {(passed ? "SURVIVED" : "killed"),-8} | {Stopwatch.GetElapsedTime(started).TotalSeconds,7:N1} | {failed}");
}

Console.WriteLine($"{mutations.Count - survivors} of {mutations.Count} rules are watched by tests.");
return survivors == 0 ? 0 : 1;
