using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace StockFlow.Functions.Intake;

/// <summary>Where a request came from, as far as that can be known behind a platform or a proxy.</summary>
internal static class SenderAddress
{
    private const int Ipv6NetworkBytes = 8;

    /// <returns>
    /// The last address that a proxy forwarded for, as each appends whom it heard from; otherwise the connection's own. Of an IPv6 address the
    /// first 64 bits: one subscriber has them all. Forwarded ones are told apart from connected ones, so that nobody can pass for another
    /// by writing the header himself where no proxy is. Null when there is none.
    /// </returns>
    public static string? Of(HttpRequest request)
    {
        var forwarded = request.Headers["X-Forwarded-For"].ToString();
        if (IPEndPoint.TryParse(forwarded[(forwarded.LastIndexOf(',') + 1)..].Trim(), out var endPoint))
        {
            return $"for {NameOf(endPoint.Address)}";
        }

        return request.HttpContext.Connection.RemoteIpAddress is { } connected ? NameOf(connected) : null;
    }

    private static string NameOf(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6 || address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address.MapToIPv4().ToString();
        }

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[Ipv6NetworkBytes..].Clear();
        return new IPAddress(bytes).ToString();
    }
}
