using Azure.Data.Tables;

namespace EmbeddedFunctions.Tables.InProcess;

/// <summary>One write, checked and encoded on the caller's thread, so that the writer only has to run its SQL.</summary>
/// <param name="IfMatch">The time of the version expected; 0 for any.</param>
internal readonly record struct EncodedAction(
    TableTransactionActionType Type, string PartitionKey, string RowKey, long IfMatch, byte[] Properties);
