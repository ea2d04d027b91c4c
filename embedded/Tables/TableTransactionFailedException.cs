using System.Globalization;
using EmbeddedFunctions.Tables;

namespace Azure.Data.Tables;

/// <summary>A transaction was refused; none of its writes happened.</summary>
public class TableTransactionFailedException : RequestFailedException
{
    public TableTransactionFailedException(RequestFailedException requestFailedException)
        : base(requestFailedException.Status, requestFailedException.Message, requestFailedException.ErrorCode, requestFailedException.InnerException)
    {
        if (requestFailedException.Data[TableFailure.FailedIndexKey] is string index)
        {
            FailedTransactionActionIndex = int.Parse(index, CultureInfo.InvariantCulture);
        }
    }

    /// <summary>The position, from 0, of the action that was refused; null if the service named none.</summary>
    public int? FailedTransactionActionIndex { get; }
}
