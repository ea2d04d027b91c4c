namespace StockFlow.Tests.Storage;

/// <summary>What of a transaction is lost.</summary>
public enum Loss
{
    None,
    Request,
    Answer,
}
