using System.Diagnostics.CodeAnalysis;
using Azure;
using Azure.Core;

namespace EmbeddedFunctions.Tables.InProcess;

/// <summary>An answer that no wire carried: a status, and the ETag of what was written.</summary>
/// <param name="writtenAt">The write's time in ticks; 0 for an answer without an ETag.</param>
internal sealed class StoreResponse(int status, long writtenAt = 0, string? errorCode = null) : Response
{
    private const string ErrorCodeHeader = "x-ms-error-code";

    public override int Status => status;

    public override string ReasonPhrase => status switch
    {
        200 => "OK",
        201 => "Created",
        204 => "No Content",
        404 => "Not Found",
        409 => "Conflict",
        _ => string.Empty,
    };

    public override Stream? ContentStream { get; set; }

    public override string ClientRequestId { get; set; } = string.Empty;

    public override bool IsError => status >= 400;

    public override void Dispose()
    {
    }

    protected override bool TryGetHeader(string name, [NotNullWhen(true)] out string? value)
    {
        value = writtenAt != 0 && name.Equals(HttpHeader.Names.ETag, StringComparison.OrdinalIgnoreCase) ? StoreETag.Text(writtenAt)
            : errorCode is not null && name.Equals(ErrorCodeHeader, StringComparison.OrdinalIgnoreCase) ? errorCode
            : null;
        return value is not null;
    }

    protected override bool TryGetHeaderValues(string name, [NotNullWhen(true)] out IEnumerable<string>? values)
    {
        values = TryGetHeader(name, out var value) ? [value] : null;
        return values is not null;
    }

    protected override bool ContainsHeader(string name) => TryGetHeader(name, out _);

    protected override IEnumerable<HttpHeader> EnumerateHeaders()
    {
        foreach (var name in new[] { HttpHeader.Names.ETag, ErrorCodeHeader })
        {
            if (TryGetHeader(name, out var value))
            {
                yield return new HttpHeader(name, value);
            }
        }
    }
}
