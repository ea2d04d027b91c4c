using System.Globalization;
using StockFlow.SeedChild;
using StockFlow.Simulator.Seeds;

// Usage: StockFlow.SeedChild <what is broken> <most seeds>
// Runs seeds from 1 on until one fails, and prints "seed n fails: why"; or "nothing noticed".
var configure = Breakage.Named(args[0]);
SinglePool.Enter();
for (var seed = 1; seed <= int.Parse(args[1], CultureInfo.InvariantCulture); seed++)
{
    var number = seed;
    var result = SinglePool.Run(() => SeedRun.RunAsync(number, keepsTrace: false, configure));
    if (!result.Passes)
    {
        Console.WriteLine($"seed {seed} fails: {result.Violations[0]}");
        return;
    }
}

Console.WriteLine("nothing noticed");
