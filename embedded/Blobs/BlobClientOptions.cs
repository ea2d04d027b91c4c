using Azure.Core;

namespace Azure.Storage.Blobs;

/// <summary>How a client talks to the service. A folder needs none of it.</summary>
public class BlobClientOptions : ClientOptions
{
}
