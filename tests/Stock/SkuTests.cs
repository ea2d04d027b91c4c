using StockFlow.Stock;
using Xunit;

namespace StockFlow.Tests.Stock;

public sealed class SkuTests
{
    [Theory]
    [InlineData("85123a", "85123A")]
    [InlineData("  22423 ", "22423")]
    [InlineData("DCGS0058/x", "DCGS0058/X")]
    public void A_sku_is_one_item_whatever_its_case_or_padding(string text, string expected)
    {
        Assert.Equal(expected, Sku.Parse(text).Value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("a\tb")]
    public void A_sku_that_is_no_sku_is_refused(string text)
    {
        Assert.False(Sku.TryParse(text, null, out _));
    }
}
