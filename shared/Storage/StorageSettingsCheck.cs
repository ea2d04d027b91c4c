using Microsoft.Extensions.Configuration;
using StockFlow.Settings;

namespace StockFlow.Storage;

/// <summary>Checks that the tables can be found.</summary>
internal sealed class StorageSettingsCheck(IConfiguration configuration) : ISettingsCheck
{
    public IReadOnlyList<SettingFault> FindFaults()
    {
        var section = configuration.GetSection(ConnectionNames.Storage);
        if (section.Value is { Length: > 0 })
        {
            return [];
        }

        var uri = section["tableServiceUri"];
        if (string.IsNullOrEmpty(uri))
        {
            return
            [
                new SettingFault(
                    ConnectionNames.Storage,
                    $"It is missing, and so is {ConnectionNames.Storage}__tableServiceUri.",
                    "EmbeddedStore=data/stockflow.db"),
            ];
        }

        return Uri.TryCreate(uri, UriKind.Absolute, out var parsed) && parsed.Scheme is ("https" or "http")
            ? []
            : [new SettingFault($"{ConnectionNames.Storage}__tableServiceUri", $"'{uri}' is not an absolute address.", "https://account.table.core.windows.net")];
    }
}
