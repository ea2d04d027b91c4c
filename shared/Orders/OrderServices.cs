using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using StockFlow.Telemetry;

namespace StockFlow.Orders;

/// <summary>Puts the work on orders together.</summary>
public static class OrderServices
{
    /// <summary>Needs storage, messaging and channels beside it.</summary>
    public static IServiceCollection AddOrders(this IServiceCollection services)
    {
        services.TryAddSingleton<OrderReservations>();
        services.TryAddSingleton<QuarantineRelease>();
        services.TryAddSingleton<OrderShortfalls>();
        services.TryAddSingleton<OrderSourcing>();
        services.TryAddSingleton<OrderPacking>();
        services.TryAddSingleton<HoldExpiry>();
        services.TryAddSingleton<HoldList>();
        services.TryAddSingleton<WaitingOrders>();
        services.TryAddSingleton<RaisedAllowance>();
        services.TryAddSingleton<OrderReturns>();
        services.AddStockFlowMetrics();
        services.TryAddSingleton<ShortfallReview>();
        services.TryAddSingleton<ChangedSourcing>();
        services.TryAddSingleton<BundleService>();
        return services;
    }
}
