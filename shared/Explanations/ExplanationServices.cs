using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace StockFlow.Explanations;

/// <summary>Puts the explanations together. They need storage and channels beside them.</summary>
public static class ExplanationServices
{
    public static IServiceCollection AddExplanations(this IServiceCollection services)
    {
        services.TryAddSingleton<StockExplainer>();
        return services;
    }
}
