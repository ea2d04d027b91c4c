namespace EmbeddedFunctions.ServiceBus;

/// <summary>A message that has just come to a queue, and is on disk there.</summary>
/// <param name="Entry">Its place.</param>
/// <param name="DueTicks">When it is to be enqueued, in UTC ticks; 0 unless it is scheduled.</param>
/// <param name="SessionId">Null when it has none.</param>
/// <param name="Content">To be kept for a quick receive; null to read it when it is wanted.</param>
internal readonly record struct Arrival(BrokerEntry Entry, long DueTicks, string? SessionId, StoredMessage? Content);
