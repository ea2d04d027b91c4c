using Azure;
using Azure.Data.Tables;

namespace StockFlow.Storage.Ledger;

/// <summary>What a failed commit means.</summary>
internal static class CommitFailure
{
    /// <summary>Someone else changed the partition, or a record that was taken for new exists: read and decide again.</summary>
    public static bool IsConflict(RequestFailedException e) => e.Status is 409 or 412 or 404;

    /// <summary>Whether the write was done is not known: look before trying again.</summary>
    public static bool IsUnknown(Exception e) => e switch
    {
        RequestFailedException failed => failed.Status is 0 or 408 or 429 or >= 500,
        OperationCanceledException or TimeoutException or IOException or HttpRequestException => true,
        AggregateException all => all.InnerExceptions.All(IsUnknown),
        _ => false,
    };
}
