using System.Text;
using Azure.Data.Tables.Models;

namespace EmbeddedFunctions.Tables.InProcess;

/// <summary>Where a query goes on: the keys of its next entity, as one text that callers pass back untouched.</summary>
internal static class ContinuationToken
{
    public static string Of(string partitionKey, string rowKey) => $"{Encode(partitionKey)} {Encode(rowKey)}";

    public static (string PartitionKey, string RowKey) Parse(string token)
    {
        try
        {
            var space = token.IndexOf(' ', StringComparison.Ordinal);
            return (Decode(token[..space]), Decode(token[(space + 1)..]));
        }
        catch (Exception e) when (e is FormatException or ArgumentOutOfRangeException)
        {
            throw TableFailure.New(400, TableErrorCode.InvalidInput, "The continuation token is not one that a query returned.").ToException();
        }
    }

    private static string Encode(string key) => Convert.ToBase64String(Encoding.UTF8.GetBytes(key));

    private static string Decode(string text) => Encoding.UTF8.GetString(Convert.FromBase64String(text));
}
