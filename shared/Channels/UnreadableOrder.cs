namespace StockFlow.Channels;

/// <summary>A polled order that could not be understood.</summary>
/// <param name="ExternalId">The channel's id of it, or "?" where even that is missing.</param>
/// <param name="Reason">Names the field at fault, without quoting personal data.</param>
/// <param name="Body">The order as the channel gave it.</param>
public sealed record UnreadableOrder(string ExternalId, string Reason, ReadOnlyMemory<byte> Body);
