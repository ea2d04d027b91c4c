namespace StockFlow.Channels;

/// <summary>A webhook as it came.</summary>
/// <param name="Header">Finds a header by name, ignoring case; null when absent.</param>
/// <param name="Body">The raw bytes.</param>
/// <param name="ReceivedAt">UTC.</param>
public sealed record WebhookDelivery(Func<string, string?> Header, ReadOnlyMemory<byte> Body, DateTimeOffset ReceivedAt)
{
    /// <summary>
    /// We have checked the signature when it came, and kept the delivery since: it is not checked again, as signatures grow too old and
    /// are not kept.
    /// </summary>
    public bool IsVerified { get; init; }
}
