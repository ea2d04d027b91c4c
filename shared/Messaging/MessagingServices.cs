using Azure.Identity;
using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using StockFlow.Settings;

namespace StockFlow.Messaging;

/// <summary>Puts the messaging together.</summary>
public static class MessagingServices
{
    /// <summary>Adds the senders of our queues on the service that <see cref="ConnectionNames.ServiceBus"/> names.</summary>
    public static IServiceCollection AddMessaging(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettingsCheck<MessagingSettingsCheck>();
        services.TryAddSingleton(configuration);
        services.TryAddSingleton(_ => Connect(configuration));
        services.TryAddSingleton<QueueSender>();
        services.TryAddSingleton<OrderQueue>();
        services.TryAddSingleton<StockAnnouncer>();
        services.TryAddSingleton<DeadLetters>();
        services.TryAddSingleton<QueueGlances>();
        return services;
    }

    private static ServiceBusClient Connect(IConfiguration configuration)
    {
        var section = configuration.GetSection(ConnectionNames.ServiceBus);
        if (section.Value is { Length: > 0 } connectionString)
        {
            return new ServiceBusClient(connectionString);
        }

        var identity = new DefaultAzureCredentialOptions { ManagedIdentityClientId = section["clientId"] };
        return new ServiceBusClient(section["fullyQualifiedNamespace"]!, new DefaultAzureCredential(identity));
    }
}
