using System.Text.Json.Serialization;

namespace StockFlow.Auditing;

/// <summary>What may be done about a difference without asking anybody. The names are stored.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AuditRemedy>))]
public enum AuditRemedy
{
    /// <summary>Nothing is safe: the records do not say which of them is right.</summary>
    Person,

    /// <summary>A journal entry of kind mended takes the level back to what its records prove.</summary>
    Entry,

    /// <summary>The order is done once more: that sets what it wants.</summary>
    Rerun,

    /// <summary>The list is set right.</summary>
    List,

    /// <summary>A copy that is wrong is taken away; what it was made from is there.</summary>
    Drop,
}
