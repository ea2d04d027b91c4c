using System.Buffers.Binary;

namespace EmbeddedFunctions.ServiceBus;

/// <summary>Lock tokens: the queue's start and a counter, so that none is ever given out twice, not even after a restart.</summary>
internal sealed class LockTokens(long startKey)
{
    private long _last;

    public Guid Next()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, startKey);
        BinaryPrimitives.WriteInt64BigEndian(bytes[8..], Interlocked.Increment(ref _last));
        return new Guid(bytes, bigEndian: true);
    }
}
