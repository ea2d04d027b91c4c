using Azure.Core;

namespace Azure.Data.Tables;

/// <summary>How a client talks to the service: retries, transport, diagnostics. An embedded store needs none of it.</summary>
public class TableClientOptions : ClientOptions
{
    public TableClientOptions(ServiceVersion serviceVersion = ServiceVersion.V2020_12_06)
    {
        VersionString = serviceVersion switch
        {
            ServiceVersion.V2019_02_02 => "2019-02-02",
            ServiceVersion.V2020_12_06 => "2020-12-06",
            _ => throw new ArgumentOutOfRangeException(nameof(serviceVersion), serviceVersion, "Not a version of the table service."),
        };
    }

    /// <summary>The version of the protocol.</summary>
    public enum ServiceVersion
    {
        V2019_02_02 = 1,
        V2020_12_06 = 2,
    }

    /// <summary>The cloud whose tokens are asked for; null is the public one.</summary>
    public TableAudience? Audience { get; set; }

    internal string VersionString { get; }
}
