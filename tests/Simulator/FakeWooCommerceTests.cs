using StockFlow.Simulator.Marketplaces;
using StockFlow.Simulator.Marketplaces.WooCommerce;
using StockFlow.Tests.Fakes;
using Xunit;

namespace StockFlow.Tests.Simulator;

public sealed class FakeWooCommerceTests
{
    private const string Root = "wp-json/wc/v3";
    private readonly FakeTime _clock = new();

    [Fact]
    public async Task A_batch_refuses_an_item_without_refusing_the_others()
    {
        await using var shop = await OpenAsync();
        var item = shop.Books.List("A", 5);

        var (status, body, _) = await SendAsync(shop, HttpMethod.Post, "products/batch", new
        {
            update = new object[] { new { id = item.Number, manage_stock = true, stock_quantity = 9 }, new { id = 1, stock_quantity = 1 } },
        });

        Assert.Equal(200, status);
        Assert.Equal(9, body.GetProperty("update")[0].GetProperty("stock_quantity").GetInt32());
        Assert.Equal("woocommerce_rest_product_invalid_id", body.GetProperty("update")[1].GetProperty("error").GetProperty("code").GetString());
        Assert.Equal(9, shop.Books.Item(item.Number)!.ListedUnits);
    }

    [Fact]
    public async Task A_batch_of_more_than_a_hundred_is_too_large()
    {
        await using var shop = await OpenAsync();

        var (status, _, _) = await SendAsync(
            shop, HttpMethod.Post, "products/batch", new { update = Enumerable.Range(1, 101).Select(id => new { id, stock_quantity = 1 }) });

        Assert.Equal(413, status);
    }

    [Fact]
    public async Task Modified_after_leaves_its_own_second_out_and_pages_are_counted_in_headers()
    {
        await using var shop = await OpenAsync();
        var first = shop.Books.Place("1", [new NewLine("A", 1)]);
        _clock.Advance(TimeSpan.FromSeconds(1));
        shop.Books.Place("2", [new NewLine("A", 1)]);
        shop.Books.Place("3", [new NewLine("A", 1)]);

        var (_, body, headers) = await SendAsync(
            shop, HttpMethod.Get, $"orders?modified_after={first.UpdatedAt:yyyy-MM-ddTHH:mm:ss}&dates_are_gmt=true&orderby=modified&order=asc&per_page=1&page=1");

        Assert.Equal("2", Assert.Single(body.EnumerateArray()).GetProperty("number").GetString());
        Assert.Equal("2", Assert.Single(headers.GetValues("X-WP-Total")));
        Assert.Equal("2", Assert.Single(headers.GetValues("X-WP-TotalPages")));
    }

    [Fact]
    public async Task Refunded_quantities_are_negative_and_on_the_refund_alone()
    {
        await using var shop = await OpenAsync();
        var order = shop.Books.Place("1", [new NewLine("A", 3), new NewLine("B", 1)]);
        shop.Books.Refund(order.Id, [new LineUnits(order.Lines[0].Id, 2)]);

        var (_, refunds, _) = await SendAsync(shop, HttpMethod.Get, "orders/1/refunds");
        var (_, body, _) = await SendAsync(shop, HttpMethod.Get, "orders/1");

        Assert.Equal(-2, refunds[0].GetProperty("line_items")[0].GetProperty("quantity").GetInt32());
        Assert.Equal(3, body.GetProperty("line_items")[0].GetProperty("quantity").GetInt32());
        Assert.Equal("processing", body.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Wrong_keys_are_refused()
    {
        await using var shop = await OpenAsync();

        var (status, _, _) = await shop.SendAsync(HttpMethod.Get, $"{Root}/orders");

        Assert.Equal(401, status);
    }

    private Task<OpenShop> OpenAsync() => OpenShop.OpenAsync(_clock, books => new FakeWooCommerce(books, "ck", "cs", Faults.None));

    private static Task<(int Status, System.Text.Json.JsonElement Body, System.Net.Http.Headers.HttpResponseHeaders Headers)> SendAsync(
        OpenShop shop, HttpMethod method, string path, object? body = null) =>
        shop.SendAsync(method, $"{Root}/{path}", body, (request, _) => request.Headers.Add("Authorization", OpenShop.Basic("ck", "cs")));
}
