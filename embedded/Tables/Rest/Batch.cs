using System.Globalization;
using System.Text;
using Azure;

namespace EmbeddedFunctions.Tables.Rest;

/// <summary>
/// Transactions as the service takes and answers them: a multipart message in a multipart message, each inner part one HTTP message
/// (https://learn.microsoft.com/rest/api/storageservices/performing-entity-group-transactions).
/// </summary>
internal static class Batch
{
    // Bodies are JSON on one line that begins with a brace, so that no boundary can occur in one.
    private const string Boundary = "batch_8f7a1c52-5b0d-4f4e-9a3e-6d2f1b0c7e91";
    private const string ChangeSetBoundary = "changeset_2d0b64f1-0c1e-4a6b-8f55-3f9e7d2a1c08";

    public static string ContentType => $"multipart/mixed; boundary={Boundary}";

    public static byte[] Write(string endpoint, IEnumerable<ServiceRequest> requests)
    {
        using var buffer = new MemoryStream();
        Line(buffer, $"--{Boundary}\r\nContent-Type: multipart/mixed; boundary={ChangeSetBoundary}\r\n");
        foreach (var request in requests)
        {
            Line(buffer, $"--{ChangeSetBoundary}\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n");
            Line(buffer, $"{request.Method} {endpoint}/{request.Path} HTTP/1.1");
            foreach (var (name, value) in request.Headers())
            {
                Line(buffer, $"{name}: {value}");
            }

            if (request.Body is { } body)
            {
                Line(buffer, $"Content-Length: {body.Length.ToString(CultureInfo.InvariantCulture)}");
            }

            Line(buffer, string.Empty);
            buffer.Write(request.Body ?? []);
            Line(buffer, string.Empty);
        }

        Line(buffer, $"--{ChangeSetBoundary}--\r\n--{Boundary}--");
        return buffer.ToArray();
    }

    /// <returns>The answers in order. A refused transaction has one: the refusal.</returns>
    public static IReadOnlyList<Response> Read(string content)
    {
        var parts = new List<Response>();
        var lines = content.Split('\n').Select(line => line.TrimEnd('\r')).ToArray();
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].StartsWith("HTTP/1.1 ", StringComparison.Ordinal))
            {
                parts.Add(ReadPart(lines, ref i));
            }
        }

        return parts;
    }

    private static PartResponse ReadPart(string[] lines, ref int i)
    {
        var status = lines[i].Split(' ', 3);
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        for (i++; i < lines.Length && lines[i].Length > 0; i++)
        {
            var colon = lines[i].IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
            {
                headers[lines[i][..colon].Trim()] = lines[i][(colon + 1)..].Trim();
            }
        }

        var body = new StringBuilder();
        for (i++; i < lines.Length && !lines[i].StartsWith("--", StringComparison.Ordinal); i++)
        {
            body.AppendLine(lines[i]);
        }

        return new PartResponse(
            int.Parse(status[1], CultureInfo.InvariantCulture), status.Length > 2 ? status[2] : string.Empty, headers, Encoding.UTF8.GetBytes(body.ToString()));
    }

    private static void Line(MemoryStream buffer, string line) => buffer.Write(Encoding.UTF8.GetBytes(line + "\r\n"));
}
