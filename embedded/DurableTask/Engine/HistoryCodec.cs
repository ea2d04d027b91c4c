using System.Buffers;
using System.Text;

namespace EmbeddedFunctions.DurableTask;

/// <summary>The stored form of a list of events: per event its kind, numbers as variable-length integers, texts as UTF-8.</summary>
internal static class HistoryCodec
{
    public static byte[] Write(List<HistoryEvent> inputs, List<HistoryEvent> actions)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        foreach (var item in inputs)
        {
            Write(buffer, item);
        }

        foreach (var item in actions)
        {
            Write(buffer, item);
        }

        return buffer.WrittenSpan.ToArray();
    }

    public static List<HistoryEvent> Read(ReadOnlySpan<byte> bytes)
    {
        var events = new List<HistoryEvent>();
        while (!bytes.IsEmpty)
        {
            var kind = (EventKind)bytes[0];
            bytes = bytes[1..];
            var taskId = (int)ReadNumber(ref bytes);
            var name = ReadText(ref bytes);
            var payload = ReadText(ref bytes);
            var target = ReadText(ref bytes);
            var ticks = (long)ReadNumber(ref bytes);
            events.Add(new HistoryEvent(kind, taskId, name, payload, target, ticks));
        }

        return events;
    }

    private static void Write(ArrayBufferWriter<byte> buffer, HistoryEvent item)
    {
        buffer.GetSpan(1)[0] = (byte)item.Kind;
        buffer.Advance(1);
        WriteNumber(buffer, (ulong)item.TaskId);
        WriteText(buffer, item.Name);
        WriteText(buffer, item.Payload);
        WriteText(buffer, item.Target);
        WriteNumber(buffer, (ulong)item.Ticks);
    }

    private static void WriteNumber(ArrayBufferWriter<byte> buffer, ulong value)
    {
        var span = buffer.GetSpan(10);
        var length = 0;
        while (value >= 0x80)
        {
            span[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        span[length++] = (byte)value;
        buffer.Advance(length);
    }

    // The length is stored plus one, so that zero is left for null.
    private static void WriteText(ArrayBufferWriter<byte> buffer, string? text)
    {
        if (text is null)
        {
            WriteNumber(buffer, 0);
            return;
        }

        var length = Encoding.UTF8.GetByteCount(text);
        WriteNumber(buffer, (ulong)length + 1);
        Encoding.UTF8.GetBytes(text, buffer.GetSpan(length));
        buffer.Advance(length);
    }

    private static ulong ReadNumber(ref ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        var shift = 0;
        while (true)
        {
            var part = bytes[0];
            bytes = bytes[1..];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }

            shift += 7;
        }
    }

    private static string? ReadText(ref ReadOnlySpan<byte> bytes)
    {
        var stored = (int)ReadNumber(ref bytes);
        if (stored == 0)
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(bytes[..(stored - 1)]);
        bytes = bytes[(stored - 1)..];
        return text;
    }
}
