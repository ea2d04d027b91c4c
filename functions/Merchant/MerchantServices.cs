using Microsoft.Extensions.DependencyInjection;
using StockFlow.Functions.Merchant.Counts;
using StockFlow.Functions.Merchant.Transfers;

namespace StockFlow.Functions.Merchant;

/// <summary>Puts the merchant API together.</summary>
public static class MerchantServices
{
    public static IServiceCollection AddMerchantApi(this IServiceCollection services) => services
        .AddSingleton<MovementReader>()
        .AddSingleton<TransferReader>()
        .AddSingleton<CountReader>()
        .AddSingleton<MovementService>()
        .AddSingleton<PriceService>();
}
