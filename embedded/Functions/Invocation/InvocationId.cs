using System.Buffers.Binary;
using System.Security.Cryptography;

namespace EmbeddedFunctions.Functions;

/// <summary>Ids for invocations: a random part per process and a counter, so that making one costs next to nothing.</summary>
internal static class InvocationId
{
    private static readonly long Process = BinaryPrimitives.ReadInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(long)));
    private static long _last;

    public static string Next()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, Process);
        BinaryPrimitives.WriteInt64BigEndian(bytes[8..], Interlocked.Increment(ref _last));
        return new Guid(bytes).ToString();
    }
}
