using Azure.Data.Tables;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using StockFlow.Channels;
using StockFlow.Settings;
using StockFlow.Stock;
using StockFlow.Storage;

namespace StockFlow.SeedChild;

/// <summary>Ways to break the app by replacing one of its parts.</summary>
internal static class Breakage
{
    /// <summary>Puts the broken part in the place of the right one.</summary>
    public static Action<IServiceCollection> Named(string name) => name switch
    {
        "no-if-match" => services => services.AddSingleton<TableServiceClient>(provider =>
            new CarelessTables(provider.GetRequiredService<IConfiguration>()[ConnectionNames.Storage]!)),
        "stale-levels" => services => services.AddSingleton<ReadLevels>(provider =>
            new FirstLevels(provider.GetRequiredService<StockLedger>()).ReadAsync),
        _ => throw new ArgumentException($"Nothing is known to break as '{name}'.", nameof(name)),
    };

    /// <summary>Always tells the levels that it read first.</summary>
    private sealed class FirstLevels(StockLedger ledger)
    {
        private readonly Dictionary<Sku, SkuLevels> _first = [];

        public async Task<IReadOnlyDictionary<Sku, SkuLevels>> ReadAsync(IReadOnlyCollection<Sku> skus, CancellationToken cancellationToken)
        {
            foreach (var (sku, levels) in await ledger.ReadLevelsAsync(skus, cancellationToken))
            {
                _first.TryAdd(sku, levels);
            }

            return skus.Where(_first.ContainsKey).ToDictionary(sku => sku, sku => _first[sku]);
        }
    }
}
