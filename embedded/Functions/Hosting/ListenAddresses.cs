using System.Net;

namespace EmbeddedFunctions.Functions;

/// <summary>Where the host may listen.</summary>
internal static class ListenAddresses
{
    /// <param name="settings">One address, or several between semicolons.</param>
    /// <param name="needsKeys">Whether some function asks for a key.</param>
    /// <param name="faults">Gets a line for every address that can't be used.</param>
    public static IReadOnlyList<string> Read(HostSettings settings, bool needsKeys, List<string> faults)
    {
        var addresses = settings.Url.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (var address in addresses)
        {
            // The server's own words for all interfaces are no host names.
            var plain = address.Replace("://+", "://0.0.0.0", StringComparison.Ordinal).Replace("://*", "://0.0.0.0", StringComparison.Ordinal);
            if (!Uri.TryCreate(plain, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttp || uri.PathAndQuery != "/")
            {
                faults.Add(
                    $"EmbeddedHost:Url is '{address}'. Expected: http://address:port, such as http://127.0.0.1:7071. For HTTPS put a proxy in front.");
            }
            else if (!IsLoopback(uri) && needsKeys && !FunctionKeys.AnyIn(settings))
            {
                faults.Add(
                    $"EmbeddedHost:Url is '{address}', which others can reach, but no function key is set. "
                    + "Set EmbeddedHost__Keys__default to a long random text, or listen on http://127.0.0.1:7071.");
            }
        }

        return addresses;
    }

    private static bool IsLoopback(Uri uri) =>
        uri.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
