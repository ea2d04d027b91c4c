using Azure.Data.Tables;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StockFlow.Messaging;
using StockFlow.Settings;
using StockFlow.Storage;

namespace StockFlow.Backups;

/// <summary>Puts backup and restore together.</summary>
public static class BackupServices
{
    /// <summary>Needs storage and messaging beside it.</summary>
    public static IServiceCollection AddBackups(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettingsCheck<BackupSettings>();
        services.TryAddSingleton(_ => ReadOptions(configuration));
        services.TryAddSingleton(_ => new BackupShelf(BackupSettings.Connect(configuration)));
        services.TryAddSingleton(provider => new BackupTables(
            provider.GetRequiredService<TableServiceClient>(), provider.GetRequiredService<BackupOptions>().TaskHub));
        services.TryAddSingleton(provider => new Lazy<BackupTables>(provider.GetRequiredService<BackupTables>));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, TablesStart<BackupTables>>());
        services.TryAddSingleton(provider => new BackupAge(
            provider.GetRequiredService<BackupTables>(),
            provider.GetRequiredService<BackupShelf>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<BackupAge>>()));
        services.TryAddSingleton<SkuCopier>();
        services.TryAddSingleton<PieceList>();
        services.TryAddSingleton(provider => new BackupWork(
            provider.GetRequiredService<BackupTables>(),
            provider.GetRequiredService<StockLedger>(),
            provider.GetRequiredService<SkuCopier>(),
            provider.GetRequiredService<PieceList>(),
            provider.GetRequiredService<BackupShelf>(),
            provider.GetRequiredService<BackupOptions>(),
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(provider => new BackupRestore(
            provider.GetRequiredService<BackupTables>(),
            provider.GetRequiredService<BackupShelf>(),
            provider.GetRequiredService<BackupOptions>(),
            provider.GetRequiredService<OrderQueue>(),
            provider.GetRequiredService<TimeProvider>()));
        return services;
    }

    private static BackupOptions ReadOptions(IConfiguration configuration)
    {
        var faults = new List<SettingFault>();
        var options = BackupSettings.Read(configuration, faults);
        return faults.Count == 0 ? options : throw new SettingsException(faults);
    }
}
