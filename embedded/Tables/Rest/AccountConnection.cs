using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;

namespace EmbeddedFunctions.Tables.Rest;

/// <summary>An account's address and the way to sign its requests.</summary>
internal sealed record AccountConnection(Uri Endpoint, string AccountName, HttpPipelinePolicy Authentication)
{
    /// <summary>The emulator's account; its key is published and no secret.</summary>
    private const string EmulatorAccount = "devstoreaccount1";

    private const string EmulatorKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    /// <summary>Reads a connection string, such as <c>AccountName=…;AccountKey=…</c> with a TableEndpoint or EndpointSuffix.</summary>
    /// <exception cref="FormatException">A part is missing; the message names it, and no secret.</exception>
    public static AccountConnection Parse(string connectionString)
    {
        var parts = Split(connectionString);
        if (parts.TryGetValue("UseDevelopmentStorage", out var emulator) && bool.TryParse(emulator, out var isEmulator) && isEmulator)
        {
            var host = parts.GetValueOrDefault("DevelopmentStorageProxyUri")?.TrimEnd('/') ?? "http://127.0.0.1";
            return For(new Uri($"{host}:10002/{EmulatorAccount}"), new TableSharedKeyCredential(EmulatorAccount, EmulatorKey));
        }

        var account = parts.GetValueOrDefault("AccountName");
        var endpoint = EndpointOf(parts, account);
        if (parts.TryGetValue("SharedAccessSignature", out var signature))
        {
            return new AccountConnection(endpoint, account ?? AccountOf(endpoint), new SharedAccessSignaturePolicy(signature));
        }

        return account is not null && parts.TryGetValue("AccountKey", out var key)
            ? For(endpoint, new TableSharedKeyCredential(account, key))
            : throw new FormatException("The connection string has no key. Give AccountName and AccountKey, or SharedAccessSignature.");
    }

    public static AccountConnection For(Uri endpoint, TableSharedKeyCredential credential) =>
        new(endpoint, credential.AccountName, new SharedKeyPolicy(credential));

    public static AccountConnection For(Uri endpoint, TokenCredential credential, TableAudience? audience) => new(
        endpoint,
        AccountOf(endpoint),
        new BearerTokenAuthenticationPolicy(credential, (audience ?? TableAudience.AzurePublicCloud).ToString().TrimEnd('/') + "/.default"));

    private static Dictionary<string, string> Split(string connectionString)
    {
        var parts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in connectionString.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw new FormatException(
                    "The connection string is not a list of Name=Value;. Expected: EmbeddedStore=data/app.db, UseDevelopmentStorage=true, or a storage account's.");
            }

            parts[part[..equals].Trim()] = part[(equals + 1)..].Trim();
        }

        return parts;
    }

    private static Uri EndpointOf(Dictionary<string, string> parts, string? account)
    {
        if (parts.TryGetValue("TableEndpoint", out var endpoint))
        {
            return new Uri(endpoint.TrimEnd('/'));
        }

        return account is null
            ? throw new FormatException("The connection string has no account. Give AccountName or TableEndpoint.")
            : new Uri($"{parts.GetValueOrDefault("DefaultEndpointsProtocol", "https")}://{account}.table.{parts.GetValueOrDefault("EndpointSuffix", "core.windows.net")}");
    }

    /// <summary>The first label of the host; an emulator has the account in the path.</summary>
    private static string AccountOf(Uri endpoint)
    {
        var inPath = endpoint.AbsolutePath.Trim('/');
        return inPath.Length > 0 ? inPath.Split('/')[0] : endpoint.Host.Split('.')[0];
    }
}
