using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Serialization.Metadata;

namespace StockFlow.Channels.Transport;

/// <summary>A channel's whole answer to one call.</summary>
/// <param name="Operation">Names channel and call, for messages.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Headers">The answer's own headers.</param>
/// <param name="RetryAfter">How long it asked to be left alone, or null.</param>
/// <param name="Content">The raw body.</param>
internal sealed record ChannelAnswer(
    string Operation,
    HttpStatusCode Status,
    HttpResponseHeaders Headers,
    TimeSpan? RetryAfter,
    byte[] Content)
{
    /// <summary>What the status means for the whole call; null for a success.</summary>
    public ChannelFailure? StatusFailure => (int)Status switch
    {
        >= 200 and < 300 => null,
        401 or 403 => ChannelFailure.Unauthorized,
        429 => ChannelFailure.Throttled,
        // Someone on the way gave up waiting: the channel itself may still have done it.
        408 or 504 => ChannelFailure.Unknown,
        >= 500 => ChannelFailure.Unavailable,
        _ => ChannelFailure.Rejected,
    };

    public bool IsRejected => StatusFailure == ChannelFailure.Rejected;

    /// <exception cref="ChannelException">The status is not a success.</exception>
    public ChannelAnswer EnsureSuccess() =>
        StatusFailure is { } failure ? throw Failure(failure, $"answered {(int)Status}") : this;

    /// <exception cref="ChannelException">The body is not of the form that the channel documents.</exception>
    public T Read<T>(JsonTypeInfo<T> form)
        where T : class
    {
        try
        {
            return Body.Read(Content, form);
        }
        catch (UnreadableBodyException e)
        {
            throw Failure(ChannelFailure.Rejected, $"answered {(int)Status} in an unknown form: {e.Message}", e);
        }
    }

    public ChannelException Failure(ChannelFailure failure, string what, Exception? inner = null) =>
        new(failure, $"{Operation} {what}.".Replace("..", "."), RetryAfter, inner);
}
