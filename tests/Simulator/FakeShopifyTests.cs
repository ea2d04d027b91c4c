using System.Text.Json;
using StockFlow.Simulator.Marketplaces;
using StockFlow.Simulator.Marketplaces.Shopify;
using StockFlow.Stock;
using StockFlow.Tests.Fakes;
using Xunit;

namespace StockFlow.Tests.Simulator;

public sealed class FakeShopifyTests
{
    private const string Set = """
        mutation Set($input: InventorySetQuantitiesInput!, $key: String!) {
          inventorySetQuantities(input: $input) @idempotent(key: $key) {
            inventoryAdjustmentGroup { id }
            userErrors { field message code }
          }
        }
        """;

    private readonly FakeTime _clock = new();
    private int _points = 2000;

    [Fact]
    public async Task Orders_are_paged_by_cursor_oldest_update_first()
    {
        await using var shop = await OpenAsync();
        for (var order = 1; order <= 3; order++)
        {
            shop.Books.Place($"{order}", [new NewLine("85123A", order)]);
            _clock.Advance(TimeSpan.FromMinutes(1));
        }

        const string Query = """
            query($after: String) {
              orders(first: 2, after: $after, query: "updated_at:>='2020-01-01T00:00:00Z'", sortKey: UPDATED_AT) {
                nodes { name lineItems(first: 40) { nodes { sku quantity currentQuantity unfulfilledQuantity } } }
                pageInfo { hasNextPage endCursor }
              }
            }
            """;
        var first = (await AskAsync(shop, Query, new { after = (string?)null })).GetProperty("data").GetProperty("orders");
        var cursor = first.GetProperty("pageInfo").GetProperty("endCursor").GetString();
        var second = (await AskAsync(shop, Query, new { after = cursor })).GetProperty("data").GetProperty("orders");

        Assert.Equal(["#1", "#2"], first.GetProperty("nodes").EnumerateArray().Select(order => order.GetProperty("name").GetString()));
        Assert.True(first.GetProperty("pageInfo").GetProperty("hasNextPage").GetBoolean());
        Assert.Equal("#3", second.GetProperty("nodes")[0].GetProperty("name").GetString());
        Assert.Equal(3, second.GetProperty("nodes")[0].GetProperty("lineItems").GetProperty("nodes")[0].GetProperty("quantity").GetInt32());
        Assert.False(second.GetProperty("pageInfo").GetProperty("hasNextPage").GetBoolean());
    }

    [Fact]
    public async Task One_stale_row_refuses_the_whole_call()
    {
        await using var shop = await OpenAsync();
        var (first, second) = (shop.Books.List("A", 5), shop.Books.List("B", 7));

        var answer = await SetAsync(shop, "k1", Row(first, 4, from: 5), Row(second, 6, from: 1));

        var error = answer.GetProperty("userErrors")[0];
        Assert.Equal("CHANGE_FROM_QUANTITY_STALE", error.GetProperty("code").GetString());
        Assert.Equal("1", error.GetProperty("field")[2].GetString());
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("inventoryAdjustmentGroup").ValueKind);
        Assert.Equal([5, 7], shop.Books.Items.Select(item => item.ListedUnits));
    }

    [Fact]
    public async Task A_key_that_was_answered_gets_the_same_answer_and_changes_nothing()
    {
        await using var shop = await OpenAsync();
        var item = shop.Books.List("A", 5);

        var first = await SetAsync(shop, "k1", Row(item, 4, from: 5));
        shop.Books.Place("1", [new NewLine("A", 1)]);
        var again = await SetAsync(shop, "k1", Row(item, 4, from: 5));
        var other = await SetAsync(shop, "k1", Row(item, 9, from: null));

        Assert.Equal(first.ToString(), again.ToString());
        Assert.Equal("IDEMPOTENCY_KEY_PARAMETER_MISMATCH", other.GetProperty("userErrors")[0].GetProperty("code").GetString());
        Assert.Equal(3, shop.Books.Item(Sku.Parse("A"))!.ListedUnits);
    }

    [Fact]
    public async Task A_mutation_without_its_key_is_refused()
    {
        await using var shop = await OpenAsync();
        var item = shop.Books.List("A", 5);

        var answer = await AskAsync(
            shop, Set.Replace("@idempotent(key: $key)", string.Empty, StringComparison.Ordinal), new { input = Input(Row(item, 4, 5)) });

        Assert.Equal("BAD_REQUEST", answer.GetProperty("errors")[0].GetProperty("extensions").GetProperty("code").GetString());
    }

    [Fact]
    public async Task An_empty_bucket_throttles_until_time_has_filled_it()
    {
        _points = 15;
        await using var shop = await OpenAsync();
        var item = shop.Books.List("A", 5);

        await SetAsync(shop, "k1", Row(item, 4, from: 5));
        var throttled = await AskAsync(shop, Set, new { input = Input(Row(item, 3, 4)), key = "k2" });
        _clock.Advance(TimeSpan.FromSeconds(1));
        await SetAsync(shop, "k3", Row(item, 3, from: 4));

        Assert.Equal("THROTTLED", throttled.GetProperty("errors")[0].GetProperty("extensions").GetProperty("code").GetString());
        Assert.Equal(3, shop.Books.Item(item.Number)!.ListedUnits);
    }

    [Fact]
    public async Task A_wrong_token_is_refused()
    {
        await using var shop = await OpenAsync();

        var (status, _, _) = await shop.SendAsync(
            HttpMethod.Post, "admin/api/2026-07/graphql.json", new { query = "{ orders(first: 1) { nodes { id } } }" },
            (request, _) => request.Headers.Add("X-Shopify-Access-Token", "wrong"));

        Assert.Equal(401, status);
    }

    [Fact]
    public void A_webhook_is_signed_over_its_raw_body()
    {
        Assert.Equal("B23tXN681gZ0qIWNRrgtzBE9XSDo5yaUu6wfmhu3a7g=", HmacSha256.Base64("test_secret_key", "{\"foo\": \"bar\"}"u8));
    }

    private Task<OpenShop> OpenAsync() => OpenShop.OpenAsync(
        _clock, books => new FakeShopify(books, "token", new CostBucket(_points, 10, _clock), Faults.None));

    private static object Row(ShopItem item, int units, int? from) => new
    {
        inventoryItemId = $"gid://shopify/InventoryItem/{item.Number}",
        locationId = FakeShopify.LocationGid,
        quantity = units,
        changeFromQuantity = from,
    };

    private static object Input(params object[] rows) => new { name = "available", reason = "correction", quantities = rows };

    private static async Task<JsonElement> SetAsync(OpenShop shop, string key, params object[] rows) =>
        (await AskAsync(shop, Set, new { input = Input(rows), key })).GetProperty("data").GetProperty("inventorySetQuantities");

    private static async Task<JsonElement> AskAsync(OpenShop shop, string query, object variables)
    {
        var (status, body, _) = await shop.SendAsync(
            HttpMethod.Post, "admin/api/2026-07/graphql.json", new { query, variables },
            (request, _) => request.Headers.Add("X-Shopify-Access-Token", "token"));
        Assert.Equal(200, status);
        return body;
    }
}
