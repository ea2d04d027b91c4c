using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace StockFlow.Orders;

/// <summary>Puts the work on orders together.</summary>
public static class OrderServices
{
    /// <summary>Needs storage, messaging and channels beside it.</summary>
    public static IServiceCollection AddOrders(this IServiceCollection services)
    {
        services.TryAddSingleton<OrderReservations>();
        services.TryAddSingleton<QuarantineRelease>();
        return services;
    }
}
