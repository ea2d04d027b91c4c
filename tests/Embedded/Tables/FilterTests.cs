using System.Text;
using EmbeddedFunctions.Tables.Entities;
using EmbeddedFunctions.Tables.Filters;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace StockFlow.Tests.Embedded.Tables;

public sealed class FilterTests
{
    private static readonly string[] Operators = ["eq", "ne", "gt", "ge", "lt", "le"];
    private static readonly string[] Keys = ["", "a", "b", "ba", "c", "é", "🎈"];

    private static Gen<(string Text, Func<string, string, int, bool> Holds)> Leaves { get; } = Gen.OneOf(
        from symbol in Gen.Elements(Operators)
        from key in Gen.Elements(Keys)
        from property in Gen.Elements("PartitionKey", "RowKey")
        select ($"{property} {symbol} '{key}'", (Func<string, string, int, bool>)((pk, rk, _) => Holds(symbol, Order(property == "RowKey" ? rk : pk, key)))),
        from symbol in Gen.Elements(Operators)
        from number in Gen.Choose(-2, 2)
        select ($"N {symbol} {number}", (Func<string, string, int, bool>)((_, _, n) => Holds(symbol, n.CompareTo(number)))));

    private static Arbitrary<(string Text, Func<string, string, int, bool> Holds)> Filters { get; } = Trees(3).ToArbitrary();

    [Fact]
    public void A_filter_holds_where_its_meaning_does_and_only_inside_its_key_range()
    {
        Prop.ForAll(Filters, filter =>
        {
            var node = FilterParser.Parse(filter.Text);
            var range = node.Range;
            return Keys.All(pk => Keys.All(rk => Enumerable.Range(-2, 5).All(n =>
            {
                var expected = filter.Holds(pk, rk, n);
                return Matches(node, pk, rk, n) == expected && (!expected || (Inside(range.PartitionKey, pk) && Inside(range.RowKey, rk)));
            })));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_constant_is_read_back_as_it_was_written()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), text =>
        {
            var valid = new string(text.Get.Select(c => char.IsSurrogate(c) || char.IsControl(c) ? 'x' : c).ToArray());
            return Matches(FilterParser.Parse(FilterText.Of($"PartitionKey eq {valid}")), valid, "r", 0);
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("PartitionKey eq 'a' and RowKey ge 'b' and RowKey lt 'c'", "a", "a", "b", "c")]
    [InlineData("PartitionKey eq 'a' and (RowKey eq 'b' or RowKey eq 'd') and N eq 1", "a", "a", "b", "d")]
    [InlineData("PartitionKey gt 'a' and 'c' ge PartitionKey", "a", "c", "", null)]
    [InlineData("PartitionKey eq 'a' or N eq 1", "", null, "", null)]
    [InlineData("not (PartitionKey eq 'a')", "", null, "", null)]
    public void Bounds_on_keys_become_a_range(string filter, string pkMin, string? pkMax, string rkMin, string? rkMax)
    {
        var range = FilterParser.Parse(filter).Range;

        Assert.Equal((pkMin, pkMax, rkMin, rkMax), (Text(range.PartitionKey.Min), Text(range.PartitionKey.Max), Text(range.RowKey.Min), Text(range.RowKey.Max)));
    }

    [Theory]
    [InlineData("N eq")]
    [InlineData("N eq 1 and")]
    [InlineData("(N eq 1")]
    [InlineData("N eq 1)")]
    [InlineData("N eq 'open")]
    [InlineData("N eq datetime'yesterday'")]
    [InlineData("N eq guid'1'")]
    [InlineData("N eq X'0'")]
    [InlineData("N eq 1x")]
    [InlineData("N EQ 1")]
    public void What_is_no_filter_is_refused(string filter)
    {
        Assert.Throws<FilterFormatException>(() => FilterParser.Parse(filter));
    }

    [Fact]
    public void A_filter_has_15_comparisons_and_no_more()
    {
        FilterParser.Parse(string.Join(" or ", Enumerable.Repeat("N eq 1", 15)));

        Assert.Throws<FilterFormatException>(() => FilterParser.Parse(string.Join(" or ", Enumerable.Repeat("N eq 1", 16))));
        Assert.Throws<FilterFormatException>(() => FilterParser.Parse(new string('(', 100_000)));
    }

    private static Gen<(string Text, Func<string, string, int, bool> Holds)> Trees(int depth) => depth == 0 ? Leaves : Gen.OneOf(
        Leaves,
        from left in Trees(depth - 1)
        from right in Trees(depth - 1)
        select ($"({left.Text}) and ({right.Text})", (Func<string, string, int, bool>)((pk, rk, n) => left.Holds(pk, rk, n) && right.Holds(pk, rk, n))),
        from left in Trees(depth - 1)
        from right in Trees(depth - 1)
        select ($"({left.Text}) or ({right.Text})", (Func<string, string, int, bool>)((pk, rk, n) => left.Holds(pk, rk, n) || right.Holds(pk, rk, n))),
        from inner in Trees(depth - 1)
        select ($"not ({inner.Text})", (Func<string, string, int, bool>)((pk, rk, n) => !inner.Holds(pk, rk, n))));

    private static bool Holds(string symbol, int order) => symbol switch
    {
        "eq" => order == 0,
        "ne" => order != 0,
        "gt" => order > 0,
        "ge" => order >= 0,
        "lt" => order < 0,
        _ => order <= 0,
    };

    private static int Order(string left, string right) => Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right));

    private static bool Inside(KeyRange range, string key) => Order(key, Text(range.Min)!) >= 0 && (range.Max is null || Order(key, Text(range.Max)!) <= 0);

    private static string? Text(byte[]? utf8) => utf8 is null ? null : Encoding.UTF8.GetString(utf8);

    private static bool Matches(FilterNode node, string partitionKey, string rowKey, int number)
    {
        var writer = EntityWriter.Rent();
        writer.Add(new PropertyName("N"), number);
        return node.Matches(new FilterRow(Encoding.UTF8.GetBytes(partitionKey), Encoding.UTF8.GetBytes(rowKey), 0, writer.Written));
    }
}
