namespace StockFlow.Storage;

/// <summary>Something stored that is not of our form: changed by a hand, or written by a newer program.</summary>
/// <param name="Key">Where it is, such as table/partition/row.</param>
/// <param name="Reason">What is wrong with it.</param>
public sealed record UnreadableRow(string Key, string Reason)
{
    internal static UnreadableRow Of(string table, string partition, string row, Exception e) => new($"{table}/{partition}/{row}", e.Message);
}
