using Microsoft.Extensions.DependencyInjection;
using StockFlow.Simulator.Seeds.Day;

namespace StockFlow.Simulator.Seeds;

/// <summary>Runs one seed from the morning to the check of the books. Needs a pool of one thread; see <see cref="SinglePool"/>.</summary>
internal static class SeedRun
{
    /// <param name="keepsTrace">Whether every event is kept to be read.</param>
    /// <param name="configure">Replaces parts of the app, to see what the checks make of it.</param>
    public static async Task<SeedResult> RunAsync(int seed, bool keepsTrace, Action<IServiceCollection>? configure = null)
    {
        var world = new Simulation(SeedPlan.Of(seed), keepsTrace, configure);
        await using (world)
        {
            var morning = world.Clock.GetUtcNow();
            await world.RunAsync(() => new MerchantDay(world).RunAsync());
            return new SeedResult(
                seed, world.Trace.Hash, world.Trace.Count, world.Crashes, world.Clock.GetUtcNow() - morning, world.Violations, world.Trace.Lines);
        }
    }
}
