using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using StockFlow.Storage;

namespace StockFlow.Orders;

/// <summary>One revision of an order: what one orchestration does.</summary>
public sealed record OrderRevision(
    [property: JsonPropertyName("order")] OrderId Order,
    [property: JsonPropertyName("revision")] int Revision)
{
    /// <summary>How often it was begun anew because units that are packed together were not all to be had in one place.</summary>
    [JsonPropertyName("tries")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Tries { get; init; }

    /// <summary>What the ids of these instances begin with, and no others.</summary>
    public const string InstanceIdPrefix = "order_";

    /// <summary>The longest instance id that every durable backend takes.</summary>
    private const int InstanceIdLengthMax = 100;

    /// <summary>The trace of the event that caused it; null where it is not recorded.</summary>
    [JsonPropertyName("traceparent")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TraceParent { get; init; }

    /// <summary>The orchestration instance of this revision: the same for every delivery that leads to it.</summary>
    [JsonIgnore]
    public string InstanceId
    {
        get
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"{KeyText.From(InstanceIdPrefix, Order)}@{Revision}");
            return id.Length <= InstanceIdLengthMax
                ? id
                : string.Concat(id.AsSpan(0, 60), "~", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)).AsSpan(0, 16)));
        }
    }
}
