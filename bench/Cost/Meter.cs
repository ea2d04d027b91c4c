using System.Text.Json.Serialization;

namespace StockFlow.Bench.Cost;

/// <summary>What is billed, each with a price.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Meter>))]
internal enum Meter
{
    Executions,
    GbSeconds,
    Tables,
    Queues,
    BlobWrites,
    BlobOthers,
    Messaging,
    MessagingBase,
    Logs,
}
