using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StockFlow.Channels;
using StockFlow.Counts;
using StockFlow.Messaging;
using StockFlow.Orders;
using StockFlow.Storage;
using StockFlow.Transfers;

namespace StockFlow.Auditing;

/// <summary>Puts the self-audit together.</summary>
public static class AuditServices
{
    /// <summary>Needs storage, messaging, channels, orders, transfers and counts beside it.</summary>
    public static IServiceCollection AddAudit(this IServiceCollection services)
    {
        services.TryAddSingleton(provider => new AuditTables(provider.GetRequiredService<TableServiceClient>()));
        services.TryAddSingleton(provider => new Lazy<AuditTables>(provider.GetRequiredService<AuditTables>));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, TablesStart<AuditTables>>());
        services.TryAddSingleton(provider => new AuditStore(
            provider.GetRequiredService<AuditTables>(), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<AuditReport>();
        services.TryAddSingleton<StockPartitionReader>();
        services.TryAddSingleton<WaitingPlaces>();
        services.TryAddSingleton<OrderAuditor>();
        services.TryAddSingleton<WaitingAuditor>();
        services.TryAddSingleton<TransferAuditor>();
        services.TryAddSingleton<LevelSnapshots>();
        services.TryAddSingleton<SnapshotAuditor>();
        services.TryAddSingleton<SkuAuditor>();
        services.TryAddSingleton<WaitingListAuditor>();
        services.TryAddSingleton<CountAuditor>();
        services.TryAddSingleton(provider => new StockAudit(
            provider.GetRequiredService<StockLedger>(),
            provider.GetRequiredService<OrderStore>(),
            provider.GetRequiredService<QuarantineStore>(),
            provider.GetRequiredService<ChannelCatalog>(),
            provider.GetRequiredService<AuditStore>(),
            provider.GetRequiredService<SkuAuditor>(),
            provider.GetRequiredService<OrderAuditor>(),
            provider.GetRequiredService<TransferStore>(),
            provider.GetRequiredService<TransferAuditor>(),
            provider.GetRequiredService<HoldStore>(),
            provider.GetRequiredService<ShortfallStore>(),
            provider.GetRequiredService<CountStore>(),
            provider.GetRequiredService<WaitingListAuditor>(),
            provider.GetRequiredService<CountAuditor>(),
            provider.GetRequiredService<AuditReport>()));
        return services;
    }
}
