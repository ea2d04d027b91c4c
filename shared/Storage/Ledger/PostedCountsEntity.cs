using System.Globalization;
using System.Runtime.Serialization;
using Azure;
using Azure.Data.Tables;
using StockFlow.Stock;

namespace StockFlow.Storage.Ledger;

/// <summary>The stocktakes posted at one location, newest last: <c>count:counted,variance,posted,position</c>, joined by semicolons.</summary>
internal sealed class PostedCountsEntity : ITableEntity
{
    public string PartitionKey { get; set; } = string.Empty;

    public string RowKey { get; set; } = string.Empty;

    public DateTimeOffset? Timestamp { get; set; }

    public ETag ETag { get; set; }

    [DataMember(Name = "Counts")]
    public string Counts { get; set; } = string.Empty;

    public static PostedCountsEntity Of(string partitionKey, string rowKey, IReadOnlyList<PostedCount> counts) => new()
    {
        PartitionKey = partitionKey,
        RowKey = rowKey,
        Counts = string.Join(';', counts.Select(count => string.Create(
            CultureInfo.InvariantCulture, $"{count.Count}:{count.CountedPosition},{count.VarianceUnits},{count.PostedUnits},{count.Position}"))),
    };

    public IReadOnlyList<PostedCount> ToCounts() => Array.ConvertAll(Counts.Split(';'), text =>
    {
        var colon = text.IndexOf(':');
        var numbers = text[(colon + 1)..].Split(',');
        return new PostedCount(
            CountId.Parse(text[..colon]),
            long.Parse(numbers[0], CultureInfo.InvariantCulture),
            int.Parse(numbers[1], CultureInfo.InvariantCulture),
            int.Parse(numbers[2], CultureInfo.InvariantCulture),
            long.Parse(numbers[3], CultureInfo.InvariantCulture));
    });
}
