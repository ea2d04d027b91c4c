namespace EmbeddedFunctions.Tables.Filters;

/// <summary>A range of keys in UTF-8, both ends included. A null <paramref name="Max"/> has no upper end.</summary>
internal readonly record struct KeyRange(byte[] Min, byte[]? Max)
{
    public static readonly KeyRange Everything = new([], null);

    public bool IsSingle => Max is not null && Min.AsSpan().SequenceEqual(Max);

    public bool IsEmpty => Max is not null && Compare(Min, Max) > 0;

    public static int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => left.SequenceCompareTo(right);

    public KeyRange Intersect(KeyRange other) => new(
        Compare(Min, other.Min) >= 0 ? Min : other.Min,
        Max is null ? other.Max : other.Max is null || Compare(Max, other.Max) <= 0 ? Max : other.Max);

    public KeyRange Span(KeyRange other)
    {
        if (IsEmpty || other.IsEmpty)
        {
            return IsEmpty ? other : this;
        }

        return new(
            Compare(Min, other.Min) <= 0 ? Min : other.Min,
            Max is null || other.Max is null ? null : Compare(Max, other.Max) >= 0 ? Max : other.Max);
    }
}
