using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmbeddedFunctions.Functions;

/// <summary>
/// Which keys open one function. A key comes in the header x-functions-key or in the query as code.
/// It is compared by hash and with all keys, so that the time taken tells nothing about them.
/// </summary>
internal sealed class FunctionKeys
{
    private const string MasterKeyName = "_master";
    private const string HeaderName = "x-functions-key";

    private readonly bool _open;
    private readonly byte[][] _hashes;

    /// <param name="settings">Without any key at all, every function is open.</param>
    /// <param name="function">The function's name.</param>
    /// <param name="level">Anonymous, Function or Admin.</param>
    public FunctionKeys(HostSettings settings, string function, AuthorizationLevel level)
    {
        _open = level == AuthorizationLevel.Anonymous || !AnyIn(settings);
        var keys = settings.Keys.Where(key => level != AuthorizationLevel.Admin || IsMaster(key.Key)).Select(key => key.Value);
        if (level != AuthorizationLevel.Admin && settings.FunctionKeys.TryGetValue(function, out var own))
        {
            keys = keys.Concat(own.Values);
        }

        _hashes = [.. keys.Select(Hash)];
    }

    public static bool AnyIn(HostSettings settings) => settings.Keys.Count > 0 || settings.FunctionKeys.Values.Any(keys => keys.Count > 0);

    public bool Allow(HttpRequest request)
    {
        if (_open)
        {
            return true;
        }

        var presented = request.Headers[HeaderName].ToString();
        if (presented.Length == 0)
        {
            presented = request.Query["code"].ToString();
        }

        var hash = Hash(presented);
        var allowed = false;
        foreach (var known in _hashes)
        {
            allowed |= CryptographicOperations.FixedTimeEquals(hash, known);
        }

        return allowed && presented.Length > 0;
    }

    private static bool IsMaster(string name) => name.Equals(MasterKeyName, StringComparison.OrdinalIgnoreCase);

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
