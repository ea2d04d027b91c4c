namespace StockFlow.Stock;

/// <summary>How one number of a level came to be what it is.</summary>
/// <param name="OpeningUnits">What it was at the statement's opening position.</param>
/// <param name="Units">What it is.</param>
/// <param name="LastPosition">The entry that last changed it, also one before the opening; 0 where none has.</param>
/// <param name="Changes">How many entries since the opening changed it.</param>
/// <param name="Positions">The newest of them, oldest first; at most <see cref="PositionsMax"/>.</param>
public sealed record TermStatement(int OpeningUnits, int Units, long LastPosition, int Changes, IReadOnlyList<long> Positions)
{
    public const int PositionsMax = 20;
}
