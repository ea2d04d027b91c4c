using System.Security.Cryptography;
using Azure.Data.Tables;
using Azure.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using StockFlow.Channels;
using StockFlow.Items;
using StockFlow.Settings;
using StockFlow.Telemetry;

namespace StockFlow.Storage;

/// <summary>Puts the storage together.</summary>
public static class StorageServices
{
    /// <summary>Adds the stock ledger, the orders and the quarantine on the tables that <see cref="ConnectionNames.Storage"/> names.</summary>
    public static IServiceCollection AddStorage(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettingsCheck<StorageSettingsCheck>();
        services.AddSettingsCheck<JournalArchiveSettingsCheck>();
        services.AddStockFlowMetrics();
        services.TryAddSingleton(configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(_ => new Jitter(new Random(RandomNumberGenerator.GetInt32(int.MaxValue))));
        services.TryAddSingleton(_ => Connect(configuration));
        services.TryAddSingleton<StorageTables>();
        services.AddItems();
        services.TryAddSingleton<StockLedgerOptions>();
        services.TryAddSingleton<StockLedger>();
        services.TryAddSingleton<StockHistory>();
        services.TryAddSingleton(_ => JournalArchiveSettingsCheck.Read(configuration));
        services.TryAddSingleton<JournalArchive>();
        services.TryAddSingleton<OrderStore>();
        services.TryAddSingleton<QuarantineStore>();
        services.TryAddSingleton<HoldStore>();
        services.TryAddSingleton<ShortfallStore>();
        services.TryAddSingleton(provider => new Lazy<StorageTables>(provider.GetRequiredService<StorageTables>));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, TablesStart<StorageTables>>());
        return services;
    }

    private static TableServiceClient Connect(IConfiguration configuration)
    {
        var section = configuration.GetSection(ConnectionNames.Storage);
        if (section.Value is { Length: > 0 } connectionString)
        {
            return new TableServiceClient(connectionString);
        }

        var identity = new DefaultAzureCredentialOptions { ManagedIdentityClientId = section["clientId"] };
        return new TableServiceClient(new Uri(section["tableServiceUri"]!), new DefaultAzureCredential(identity));
    }
}
