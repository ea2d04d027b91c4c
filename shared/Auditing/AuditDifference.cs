namespace StockFlow.Auditing;

/// <summary>A difference as it is on record.</summary>
/// <param name="Finding">What differs, as found last.</param>
/// <param name="State">How it stands.</param>
/// <param name="FirstAt">When it was found, UTC; begins anew once it was closed.</param>
/// <param name="LastAt">When it was last found or changed its state, UTC.</param>
public sealed record AuditDifference(AuditFinding Finding, AuditState State, DateTimeOffset FirstAt, DateTimeOffset LastAt);
