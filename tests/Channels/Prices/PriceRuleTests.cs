using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using StockFlow.Channels.Prices;
using StockFlow.Items;
using Xunit;

namespace StockFlow.Tests.Channels.Prices;

public sealed class PriceRuleTests
{
    private static readonly string[] Roundings = ["0.01", "0.05", "0.1", "0.25", "0.03", "0.0001", "1", "5", "1000", ".99", ".95", ".9", ".5", ".01"];

    private static readonly Gen<PriceRule> Rules =
        from markup in Gen.Choose(-9900, 100_000)
        from rate in Gen.OneOf(Gen.Constant(1_000_000L), Gen.Choose(1, 2_000_000_000).Select(micros => (long)micros), Gen.Constant(1_000_000_000_000L))
        from rounding in Gen.Elements(Roundings)
        select new PriceRule(markup / 100m, "EUR", rate / 1_000_000m, Rounding(rounding));

    /// <summary>Small ones and large ones, down to the last decimal and up to the greatest.</summary>
    private static readonly Gen<decimal> BasePrices = Gen.OneOf(
        Gen.Choose(0, 20_000).Select(number => number / 10_000m),
        Gen.Choose(0, 1_000_000).Select(number => number / 100m),
        Gen.Choose(0, int.MaxValue).Select(number => Math.Min(number / 200m, BasePrice.Max)),
        Gen.Constant(BasePrice.Max));

    [Theory]
    [InlineData("12.95", "0", "1", "0.01", "12.95")]
    [InlineData("12.95", "10", "1", "0.01", "14.25")]  // 14.245: half a cent goes up
    [InlineData("12.94", "10", "1", "0.01", "14.23")]  // 14.234
    [InlineData("100", "-10", "1", "0.01", "90")]
    [InlineData("100", "-99", "1", "0.01", "1")]
    [InlineData("10", "0", "1.08", "0.05", "10.80")]
    [InlineData("10.02", "0", "1", "0.05", "10")]
    [InlineData("10.025", "0", "1", "0.05", "10.05")]
    [InlineData("10.5", "0", "1", "1", "11")]
    [InlineData("10.4999", "0", "1", "1", "10")]
    [InlineData("0.045", "0", "1", "0.03", "0.06")]
    [InlineData("0.004", "0", "1", "0.01", "0")]
    [InlineData("13.20", "0", "1", ".99", "12.99")]
    [InlineData("13.49", "0", "1", ".99", "13.99")]    // as far from 12.99 as from 13.99
    [InlineData("13.4899", "0", "1", ".99", "12.99")]
    [InlineData("0.10", "0", "1", ".99", "0.99")]      // never below the ending
    [InlineData("0", "50", "2", ".99", "0")]           // what is free stays free
    [InlineData("10", "0", "1", ".5", "10.5")]
    [InlineData("10000000", "1000", "1000000", "0.0001", "110000000000000")]
    public void A_price_is_marked_up_converted_and_rounded_once(string basePrice, string markup, string rate, string rounding, string published)
    {
        var rule = new PriceRule(Number(markup), "EUR", Number(rate), Rounding(rounding));

        Assert.Equal(Number(published), rule.Apply(Number(basePrice)));
    }

    [Fact]
    public void A_price_is_never_negative_and_one_of_those_that_it_is_rounded_to() =>
        Prop.ForAll(Rules.Zip(BasePrices).ToArbitrary(), pair =>
        {
            var (rule, basePrice) = pair;
            var price = rule.Apply(basePrice);
            return price >= 0 && (price == 0 || (price - (rule.Rounding.Ending ?? 0)) % rule.Rounding.Step == 0);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_higher_base_price_never_makes_a_lower_price() =>
        Prop.ForAll(Rules.Zip(BasePrices.Two()).ToArbitrary(), given =>
        {
            var (rule, (one, other)) = given;
            return rule.Apply(Math.Min(one, other)) <= rule.Apply(Math.Max(one, other));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_other_price_of_the_kind_is_nearer_and_none_as_near_is_higher() =>
        Prop.ForAll(Rules.Zip(BasePrices).ToArbitrary(), pair =>
        {
            var (rule, basePrice) = pair;
            var exact = basePrice * (1 + (rule.MarkupPercent / 100)) * rule.ExchangeRate;
            var price = rule.Apply(basePrice);
            var least = exact == 0 ? 0 : rule.Rounding.Ending ?? 0;
            return price - exact <= rule.Rounding.Step / 2 + (price == least ? rule.Rounding.Step : 0) && exact - price < rule.Rounding.Step / 2;
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("12.95", true)]
    [InlineData("0", true)]
    [InlineData("12.950000", true)]
    [InlineData("12.0001", true)]
    [InlineData("12.00001", false)]
    [InlineData("1.00000000000000000000000000000000001", false)]
    [InlineData("10000000", true)]
    [InlineData("10000000.0001", false)]
    [InlineData("-1", false)]
    [InlineData("1e3", false)]
    [InlineData(".5", false)]
    [InlineData("1,5", false)]
    [InlineData("", false)]
    public void A_base_price_is_taken_as_it_is_written_or_not_at_all(string text, bool isPrice)
    {
        Assert.Equal(isPrice, BasePrice.TryParse(text, out var price));
        Assert.Equal(isPrice ? Number(text) : price, price);
    }

    [Theory]
    [InlineData("12.5", "12.50")]
    [InlineData("13", "13.00")]
    [InlineData("0.0004", "0.0004")]
    public void A_channel_is_told_a_price_as_text(string price, string text) => Assert.Equal(text, PriceRule.Text(Number(price)));

    private static PriceRounding Rounding(string text)
    {
        Assert.True(PriceRounding.TryParse(text, out var rounding));
        return rounding;
    }

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}
