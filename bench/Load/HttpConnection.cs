using System.Net;
using System.Net.Sockets;
using System.Text;

namespace StockFlow.Bench.Load;

/// <summary>
/// One persistent HTTP/1.1 connection to a loopback port, one request at a time. It does no more than that: a full client in the same
/// process would take the processor's time away from what is measured.
/// </summary>
internal sealed class HttpConnection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _answer = new byte[8 * 1024];

    public static async Task<HttpConnection> OpenAsync(int port)
    {
        var connection = new HttpConnection();
        await connection._socket.ConnectAsync(IPAddress.Loopback, port);
        return connection;
    }

    /// <returns>The status code, once the whole answer has been read.</returns>
    /// <exception cref="InvalidOperationException">The answer is cut off, too long, or chunked.</exception>
    public async Task<int> SendAsync(ReadOnlyMemory<byte> request)
    {
        while (!request.IsEmpty)
        {
            request = request[await _socket.SendAsync(request)..];
        }

        var length = 0;
        while (true)
        {
            var read = await _socket.ReceiveAsync(_answer.AsMemory(length));
            length += read;
            if (AnswerEnd(_answer.AsSpan(0, length)) is { } end && length >= end)
            {
                return ((_answer[9] - '0') * 100) + ((_answer[10] - '0') * 10) + _answer[11] - '0';
            }

            if (read == 0 || length == _answer.Length)
            {
                throw new InvalidOperationException($"The answer is cut off or too long: {Encoding.ASCII.GetString(_answer, 0, length)}");
            }
        }
    }

    public void Dispose() => _socket.Dispose();

    /// <returns>How long the whole answer is; null while its head is not here.</returns>
    private static int? AnswerEnd(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0)
        {
            return null;
        }

        var at = answer[..head].IndexOf("\r\nContent-Length: "u8);
        if (at < 0)
        {
            throw new InvalidOperationException($"The answer has no length: {Encoding.ASCII.GetString(answer)}");
        }

        var bodyBytes = 0;
        for (var i = at + "\r\nContent-Length: ".Length; answer[i] is >= (byte)'0' and <= (byte)'9'; i++)
        {
            bodyBytes = (bodyBytes * 10) + answer[i] - '0';
        }

        return head + 4 + bodyBytes;
    }
}
