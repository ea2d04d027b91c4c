namespace StockFlow.Tests.Properties;

/// <summary>One random command, in small numbers so that orders, revisions and locations collide often.</summary>
internal sealed record LedgerStep(
    int Kind, int Order, int Revision, int Location, int Units, int Limit, bool Reject);
