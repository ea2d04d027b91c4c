using Microsoft.Extensions.DependencyInjection;

namespace StockFlow.Channels;

/// <summary>How a connector makes itself known.</summary>
public static class ConnectorKindServices
{
    public static IServiceCollection AddConnectorKind(this IServiceCollection services, ConnectorKind kind) =>
        services.AddSingleton(kind);
}
