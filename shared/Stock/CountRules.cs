namespace StockFlow.Stock;

/// <summary>Decides what a stocktake changes.</summary>
internal static class CountRules
{
    /// <summary>How many posted counts a location remembers. One that is older and forgotten is overtaken by those since.</summary>
    public const int PostedMax = 8;

    /// <param name="levels">Read together with the ETag that the write will carry; null where the SKU is unknown.</param>
    /// <param name="posted">The counts posted at the location, newest last.</param>
    /// <param name="command">Checked for its ranges.</param>
    public static CountDecision Decide(SkuLevels? levels, IReadOnlyList<PostedCount> posted, PostCount command)
    {
        if (levels is null)
        {
            return new(new CountOutcome.UnknownSku(), null, null, []);
        }

        if (posted.FirstOrDefault(count => count.Count == command.Count) is { } onRecord)
        {
            var same = (onRecord.CountedPosition, onRecord.VarianceUnits) == (command.CountedPosition, command.VarianceUnits);
            return new(same ? new CountOutcome.Posted(onRecord) : new CountOutcome.ContentDiffers(onRecord), levels, null, []);
        }

        if (posted.LastOrDefault(count => count.Position > command.CountedPosition) is { } newer)
        {
            return new(new CountOutcome.Overtaken(newer.Count), levels, null, []);
        }

        var before = LevelList.At(levels, command.Location);
        var after = before with
        {
            OnHandUnits = (int)Math.Clamp((long)before.OnHandUnits + command.VarianceUnits, 0, Math.Max(before.OnHandUnits, StockLimits.UnitsMax)),
        };
        IReadOnlyList<LevelChange> changes = before == after ? [] : [new LevelChange(before, after)];
        var next = LevelList.With(levels, changes);
        var record = new PostedCount(
            command.Count, command.CountedPosition, command.VarianceUnits, after.OnHandUnits - before.OnHandUnits, next.Position);
        return new(new CountOutcome.Posted(record), next, [.. posted.TakeLast(PostedMax - 1), record], changes);
    }
}
