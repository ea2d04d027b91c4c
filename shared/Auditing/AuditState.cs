using System.Text.Json.Serialization;

namespace StockFlow.Auditing;

/// <summary>How a difference stands. The names are stored.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AuditState>))]
public enum AuditState
{
    /// <summary>Found, and waits for a person, or for the next run to try again.</summary>
    Open,

    /// <summary>The remedy is on record: the compensating entry, the request to do the order once more, the list.</summary>
    Mended,

    /// <summary>A later run did not find it any more.</summary>
    Gone,

    /// <summary>A person said that the levels are right as they are.</summary>
    Accepted,
}
