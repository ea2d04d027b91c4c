using System.Globalization;
using StockFlow.Orders;
using StockFlow.Storage;
using Xunit;

namespace StockFlow.Tests.Storage;

public sealed class KeyTextTests
{
    [Theory]
    [InlineData("85123A", "85123A")]
    [InlineData("a/b", "a=2Fb")]
    [InlineData("a=2Fb", "a=3D2Fb")]
    [InlineData("\\#?%\t", "=5C=23=3F=25=09")]
    [InlineData("it's", "it=27s")]
    [InlineData("Größe 😀", "Größe 😀")]
    public void A_key_has_no_forbidden_sign_and_gives_the_text_back(string text, string key)
    {
        Assert.Equal(key, KeyText.From(text));
        Assert.Equal(text, KeyText.ToText(key));
    }

    [Fact]
    public void A_lone_surrogate_survives()
    {
        var text = "a" + (char)0xD83D + "b";

        Assert.Equal("a=uD83Db", KeyText.From(text));
        Assert.Equal(text, KeyText.ToText(KeyText.From(text)));
    }

    [Fact]
    public void The_longest_order_fits_a_key_and_an_instance_id()
    {
        var order = OrderId.Parse(string.Create(CultureInfo.InvariantCulture, $"{new string('c', 50)}/{new string('#', 100)}"));

        var key = KeyText.From("r_", order);

        Assert.True(key.Length <= 512);
        Assert.Equal(order, KeyText.ToOrder(key, 2));
        Assert.True(new OrderRevision(order, int.MaxValue).InstanceId.Length <= 100);
        Assert.NotEqual(new OrderRevision(order, 1).InstanceId, new OrderRevision(order, 2).InstanceId);
    }
}
