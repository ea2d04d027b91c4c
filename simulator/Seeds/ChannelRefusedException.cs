using System.Net;

namespace StockFlow.Simulator.Seeds;

/// <summary>A channel turns a request away without carrying it out.</summary>
internal sealed class ChannelRefusedException(HttpStatusCode status, TimeSpan? retryAfter) : Exception($"Refused with {status}.")
{
    public HttpStatusCode Status => status;

    /// <summary>Null where the channel does not say.</summary>
    public TimeSpan? RetryAfter => retryAfter;
}
