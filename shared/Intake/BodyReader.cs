namespace StockFlow.Intake;

/// <summary>Reads bodies from people we don't know yet.</summary>
internal static class BodyReader
{
    private const int FirstRead = 4096;

    /// <returns>The whole body; null as soon as it is longer than allowed.</returns>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(Stream body, long? bytesAnnounced, int bytesMax, CancellationToken cancellationToken)
    {
        if (bytesAnnounced > bytesMax)
        {
            return null;
        }

        // One byte more than announced, so that the end is found without growing.
        var buffer = new byte[Math.Min(bytesMax, bytesAnnounced ?? FirstRead) + 1];
        var length = 0;
        while (true)
        {
            var read = await body.ReadAsync(buffer.AsMemory(length), cancellationToken);
            length += read;
            if (length > bytesMax)
            {
                return null;
            }

            if (read == 0)
            {
                return buffer.AsMemory(0, length);
            }

            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, (int)Math.Min((long)buffer.Length * 2, bytesMax + 1L));
            }
        }
    }
}
