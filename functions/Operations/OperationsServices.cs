using Microsoft.Extensions.DependencyInjection;

namespace StockFlow.Functions.Operations;

/// <summary>Puts the operations functions together.</summary>
public static class OperationsServices
{
    public static IServiceCollection AddOperations(this IServiceCollection services) => services.AddSingleton<FailureList>();
}
