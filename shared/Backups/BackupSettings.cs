using Azure.Identity;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Configuration;
using StockFlow.Settings;

namespace StockFlow.Backups;

/// <summary>Reads and checks the settings of backups: where they are kept, how many, and the key.</summary>
internal sealed class BackupSettings(IConfiguration configuration) : ISettingsCheck
{
    private const string Section = "StockFlow:Backups";
    private const string Container = "backups";

    public IReadOnlyList<SettingFault> FindFaults()
    {
        var faults = new List<SettingFault>();
        _ = Read(configuration, faults);
        try
        {
            _ = Connect(configuration);
        }
        catch (Exception e) when (e is FormatException or NotSupportedException)
        {
            // The message of either is about the form, and quotes no key.
            faults.Add(new SettingFault(ConnectionNames.Backups, "It names no place for backups that this host can write to.", "EmbeddedFolder=data"));
        }

        return faults;
    }

    /// <param name="faults">Gets what is wrong; what is wrong reads as its default.</param>
    public static BackupOptions Read(IConfiguration configuration, List<SettingFault> faults)
    {
        var values = new SettingValues(configuration.GetSection(Section), faults);
        var kept = values.Whole("Kept", BackupOptions.KeptLow, BackupOptions.KeptHigh, "14") ?? new BackupOptions().Kept;
        BackupKey? key = null;
        if (values.Text("Key") is { } text && !BackupKey.TryParse(text, out key))
        {
            values.Fault("Key", $"is not {BackupKey.Bytes} bytes in base64.", "the answer of: openssl rand -base64 32");
        }

        var hub = configuration[BackupOptions.TaskHubSetting.Replace("__", ":", StringComparison.Ordinal)];
        return new BackupOptions { Kept = kept, Key = key, TaskHub = string.IsNullOrWhiteSpace(hub) ? null : hub };
    }

    /// <returns>Null where no place is set.</returns>
    /// <exception cref="FormatException">What is set is neither a connection string nor an address.</exception>
    /// <exception cref="NotSupportedException">The host has no such place.</exception>
    public static BlobContainerClient? Connect(IConfiguration configuration)
    {
        var section = configuration.GetSection(ConnectionNames.Backups);
        if (section.Value is { Length: > 0 } connectionString)
        {
            return new BlobContainerClient(connectionString, Container);
        }

        if (section["blobServiceUri"] is not { Length: > 0 } text)
        {
            return null;
        }

        // The slash at the end keeps the last part of the address, as that of Azurite.
        var identity = new DefaultAzureCredentialOptions { ManagedIdentityClientId = section["clientId"] };
        return new BlobContainerClient(new Uri(new Uri(text.TrimEnd('/') + "/"), Container), new DefaultAzureCredential(identity));
    }
}
