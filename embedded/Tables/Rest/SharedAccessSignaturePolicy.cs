using Azure.Core;
using Azure.Core.Pipeline;

namespace EmbeddedFunctions.Tables.Rest;

/// <summary>Puts a shared access signature on each request, once however often it is tried.</summary>
internal sealed class SharedAccessSignaturePolicy(string signature) : HttpPipelineSynchronousPolicy
{
    private readonly string _signature = signature.TrimStart('?');

    public override void OnSendingRequest(HttpMessage message)
    {
        var uri = message.Request.Uri;
        if (!uri.Query.Contains(_signature, StringComparison.Ordinal))
        {
            uri.Query = uri.Query.Length > 1 ? $"{uri.Query}&{_signature}" : $"?{_signature}";
        }
    }
}
