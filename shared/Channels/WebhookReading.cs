using StockFlow.Orders;

namespace StockFlow.Channels;

/// <summary>What a webhook turned out to be. When several apply, the first in this order is given.</summary>
public abstract record WebhookReading
{
    private WebhookReading()
    {
    }

    /// <summary>The signature is missing, wrong or too old: answer 401 and store nothing.</summary>
    public sealed record BadSignature(string Reason) : WebhookReading;

    /// <summary>A ping, a topic we don't follow, or an echo of our own update: answer 2xx and do nothing.</summary>
    /// <param name="Reason">What was ignored, and why.</param>
    /// <param name="IsSigned">False for what a channel sends without a signature, so that anyone may have sent it.</param>
    public sealed record Ignored(string Reason, bool IsSigned = true) : WebhookReading;

    /// <summary>Rightly signed, but not to be understood: keep it in sight with its reason.</summary>
    /// <param name="Reason">Names the field at fault, without quoting the body.</param>
    /// <param name="Headers">The headers worth keeping, never the signature.</param>
    public sealed record Unreadable(string Reason, IReadOnlyDictionary<string, string> Headers) : WebhookReading;

    /// <summary>An order's snapshot.</summary>
    /// <param name="Order">The snapshot.</param>
    /// <param name="DedupeId">Equal for repeats of the same delivery, at most 100 characters.</param>
    public sealed record OrderChanged(ChannelOrder Order, string DedupeId) : WebhookReading;
}
