namespace StockFlow.Counts;

/// <summary>Adds up the lines of a stocktake one by one, so that a large one needs no more memory than a small one.</summary>
internal sealed class CountSummary
{
    /// <summary>Reasons beyond this are added up as one.</summary>
    private const int ReasonsMax = 200;
    private const string OtherReasons = "(others)";

    private readonly Dictionary<CountLineState, int> _lines = [];
    private readonly Dictionary<string, ReasonTotal> _reasons = new(StringComparer.OrdinalIgnoreCase);
    private CountReport _sum = new(new Dictionary<CountLineState, int>(), 0, 0, 0, 0, 0, 0, 0, 0, []);

    public void Add(CountLine line)
    {
        _lines[line.State] = _lines.GetValueOrDefault(line.State) + 1;
        if (!line.IsCompared)
        {
            return;
        }

        var (over, missing) = (Math.Max(0, line.VarianceUnits), Math.Max(0, -line.VarianceUnits));
        var cost = line.UnitCost ?? 0;
        _sum = _sum with
        {
            ExpectedUnits = _sum.ExpectedUnits + line.ExpectedUnits,
            CountedUnits = _sum.CountedUnits + line.CountedUnits,
            OverUnits = _sum.OverUnits + over,
            ShortUnits = _sum.ShortUnits + missing,
            PostedUnits = _sum.PostedUnits + line.PostedUnits,
            OverValue = _sum.OverValue + (over * cost),
            ShortValue = _sum.ShortValue + (missing * cost),
            UnvaluedLines = _sum.UnvaluedLines + (line.VarianceUnits != 0 && line.UnitCost is null ? 1 : 0),
        };
        if (line.VarianceUnits == 0)
        {
            return;
        }

        var reason = line.Reason ?? string.Empty;
        reason = _reasons.ContainsKey(reason) || _reasons.Count < ReasonsMax ? reason : OtherReasons;
        var total = _reasons.GetValueOrDefault(reason) ?? new ReasonTotal(reason, 0, 0, 0);
        _reasons[reason] = total with
        {
            Lines = total.Lines + 1,
            VarianceUnits = total.VarianceUnits + line.VarianceUnits,
            VarianceValue = total.VarianceValue + (line.VarianceUnits * cost),
        };
    }

    public CountReport ToReport() => _sum with
    {
        Lines = _lines,
        Reasons = [.. _reasons.Values.OrderBy(total => total.VarianceUnits).ThenBy(total => total.Reason, StringComparer.Ordinal)],
    };
}
