using Microsoft.Extensions.Configuration;
using StockFlow.Settings;

namespace StockFlow.Messaging;

/// <summary>Checks that the queues can be found.</summary>
internal sealed class MessagingSettingsCheck(IConfiguration configuration) : ISettingsCheck
{
    public IReadOnlyList<SettingFault> FindFaults()
    {
        var section = configuration.GetSection(ConnectionNames.ServiceBus);
        return section.Value is { Length: > 0 } || section["fullyQualifiedNamespace"] is { Length: > 0 }
            ? []
            :
            [
                new SettingFault(
                    ConnectionNames.ServiceBus,
                    $"It is missing, and so is {ConnectionNames.ServiceBus}__fullyQualifiedNamespace.",
                    "EmbeddedStore=data/stockflow.db"),
            ];
    }
}
