using System.Runtime.Serialization;
using Azure;
using Azure.Data.Tables;
using StockFlow.Orders;
using StockFlow.Stock;
using StockFlow.Storage;

namespace StockFlow.Auditing;

/// <summary>An <see cref="AuditDifference"/> as stored, by SKU.</summary>
internal sealed class DifferenceEntity : ITableEntity
{
    public const string Partition = "difference";

    public string PartitionKey { get; set; } = Partition;

    public string RowKey { get; set; } = string.Empty;

    public DateTimeOffset? Timestamp { get; set; }

    public ETag ETag { get; set; }

    [DataMember(Name = "Kind")]
    public string Kind { get; set; } = string.Empty;

    [DataMember(Name = "Sku")]
    public string? Sku { get; set; }

    [DataMember(Name = "Location")]
    public string? Location { get; set; }

    [DataMember(Name = "Order")]
    public string? Order { get; set; }

    [DataMember(Name = "Subject")]
    public string? Subject { get; set; }

    [DataMember(Name = "Expected")]
    public string Expected { get; set; } = string.Empty;

    [DataMember(Name = "Found")]
    public string Found { get; set; } = string.Empty;

    [DataMember(Name = "Remedy")]
    public string Remedy { get; set; } = string.Empty;

    [DataMember(Name = "State")]
    public string State { get; set; } = string.Empty;

    /// <summary>The run that last found it, by its start.</summary>
    [DataMember(Name = "Run")]
    public DateTimeOffset Run { get; set; }

    [DataMember(Name = "FirstAt")]
    public DateTimeOffset FirstAt { get; set; }

    [DataMember(Name = "LastAt")]
    public DateTimeOffset LastAt { get; set; }

    public static string Prefix(Sku? sku) => (sku is { } item ? KeyText.From(item.Value) : "=none") + "|";

    public static string Row(AuditFinding finding) => Prefix(finding.Sku) + finding.Id;

    public static DifferenceEntity From(AuditDifference difference, DateTimeOffset run) => new()
    {
        RowKey = Row(difference.Finding),
        Kind = difference.Finding.Kind.ToString(),
        Sku = difference.Finding.Sku?.Value,
        Location = difference.Finding.Location?.Value,
        Order = difference.Finding.Order?.ToString(),
        Subject = difference.Finding.Subject,
        Expected = difference.Finding.Expected,
        Found = difference.Finding.Found,
        Remedy = difference.Finding.Remedy.ToString(),
        State = difference.State.ToString(),
        Run = run,
        FirstAt = difference.FirstAt,
        LastAt = difference.LastAt,
    };

    public AuditDifference ToDifference() => new(
        new AuditFinding(
            Enum.Parse<AuditKind>(Kind),
            Sku is null ? null : Stock.Sku.Parse(Sku),
            Location is null ? null : LocationId.Parse(Location),
            Order is null ? null : OrderId.Parse(Order),
            Expected,
            Found,
            Enum.Parse<AuditRemedy>(Remedy),
            Subject),
        Enum.Parse<AuditState>(State),
        FirstAt,
        LastAt);
}
