using Microsoft.Extensions.DependencyInjection;
using StockFlow.Channels.Http;
using StockFlow.Channels.Shopify;
using StockFlow.Channels.WooCommerce;

namespace StockFlow.Channels;

/// <summary>The connectors that StockFlow brings along.</summary>
public static class ConnectorServices
{
    /// <summary>Makes shopify, woocommerce and http known. They take the time from the registered <see cref="TimeProvider"/>.</summary>
    public static IServiceCollection AddConnectors(this IServiceCollection services) =>
        services
            .AddConnectorKind(ShopifyConnector.Kind)
            .AddConnectorKind(WooCommerceConnector.Kind)
            .AddConnectorKind(HttpConnector.Kind);
}
