using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace StockFlow.Simulator.Marketplaces.WooCommerce;

/// <summary>
/// A WooCommerce shop (REST wc/v3): orders by <c>modified_after</c> with X-WP paging, refunds, products, batch writes of stock
/// and regular prices, at most 100 with errors per item. No compare-and-set, no idempotency: the last writer wins.
/// </summary>
/// <param name="consumerKey">The user of Basic authentication.</param>
/// <param name="consumerSecret">Its password.</param>
public sealed class FakeWooCommerce(ShopBooks books, string consumerKey, string consumerSecret, Faults faults) : IFakeMarketplace
{
    private const string Root = "/wp-json/wc/v3";
    private const int PageSizeMax = 100;
    private const int BatchSizeMax = 100;

    private readonly string _authorization =
        "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{consumerKey}:{consumerSecret}"));

    public ShopBooks Books { get; } = books;

    /// <summary>The webhook of a change, signed as WooCommerce does. It never tries a delivery twice.</summary>
    public static WebhookMessage Webhook(ShopChange change, string secret)
    {
        var body = JsonAnswer.Bytes(WooCommerceOrders.Json(change.Order));
        var action = change.Kind == ShopChangeKind.Placed ? "created" : "updated";
        var headers = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["X-WC-Webhook-Source"] = "https://shop.example.com/",
            ["X-WC-Webhook-Topic"] = $"order.{action}",
            ["X-WC-Webhook-Resource"] = "order",
            ["X-WC-Webhook-Event"] = action,
            ["X-WC-Webhook-ID"] = "17",
            ["X-WC-Webhook-Signature"] = HmacSha256.Base64(secret, body),
        };
        return new WebhookMessage(body, sentAt => new Dictionary<string, string>(headers, StringComparer.Ordinal)
        {
            ["X-WC-Webhook-Delivery-ID"] = sentAt.ToUnixTimeSeconds().ToString("x", CultureInfo.InvariantCulture),
        });
    }

    public async Task AnswerAsync(HttpContext context)
    {
        if (!string.Equals(context.Request.Headers.Authorization, _authorization, StringComparison.Ordinal))
        {
            await ErrorAsync(context, 401, "woocommerce_rest_cannot_view", "Sorry, you cannot list resources.");
            return;
        }

        var path = context.Request.Path.Value ?? string.Empty;
        var parts = path.StartsWith(Root, StringComparison.Ordinal) ? path[Root.Length..].Trim('/').Split('/') : [];
        await ((context.Request.Method, parts) switch
        {
            ("GET", ["orders"]) => OrdersAsync(context),
            ("GET", ["orders", var id]) when OrderOf(id) is { } order => JsonAnswer.WriteAsync(context, WooCommerceOrders.Json(order)),
            ("GET", ["orders", var id, "refunds"]) when OrderOf(id) is { } order => RefundsAsync(context, order),
            ("GET", ["products"]) => ProductsAsync(context),
            ("POST", ["products", "batch"]) => BatchAsync(context),
            ("GET", ["products", _, "variations"]) => PageAsync(context, [], 0),
            _ => ErrorAsync(context, 404, "rest_no_route", "No route was found matching the URL and request method."),
        });
    }

    private ShopOrder? OrderOf(string id) => long.TryParse(id, CultureInfo.InvariantCulture, out var number) ? Books.Order(number) : null;

    private async Task OrdersAsync(HttpContext context)
    {
        var text = context.Request.Query["modified_after"].ToString();
        var since = DateTimeOffset.MinValue;
        if (text.Length > 0 && !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out since))
        {
            await ErrorAsync(context, 400, "rest_invalid_param", "Invalid parameter(s): modified_after");
            return;
        }

        // "After" leaves its own second out.
        var from = text.Length > 0 ? since.AddSeconds(1) : since;
        var (page, size) = PageOf(context);
        var orders = Books.OrdersUpdated(from, after: null, (page - 1) * size, size);
        await PageAsync(context, orders.Select(WooCommerceOrders.Json), Books.CountUpdated(from));
    }

    private Task RefundsAsync(HttpContext context, ShopOrder order)
    {
        var (page, size) = PageOf(context);
        return PageAsync(
            context,
            order.Refunds.Skip((page - 1) * size).Take(size).Select(refund => WooCommerceOrders.Json(order, refund)),
            order.Refunds.Count);
    }

    private Task ProductsAsync(HttpContext context)
    {
        var (page, size) = PageOf(context);
        var items = Books.Items;
        var wanted = context.Request.Query["sku"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries);
        var found = wanted.Length == 0 ? items : [.. items.Where(item => wanted.Contains(item.Sku, StringComparer.Ordinal))];
        return PageAsync(context, found.Skip((page - 1) * size).Take(size).Select(Product), found.Count);
    }

    private async Task BatchAsync(HttpContext context)
    {
        using var body = await JsonAnswer.ReadAsync(context);
        if (body is null || !body.RootElement.TryGetProperty("update", out var updates) || updates.ValueKind != JsonValueKind.Array)
        {
            await ErrorAsync(context, 400, "rest_invalid_json", "Invalid JSON body passed.");
            return;
        }

        if (updates.GetArrayLength() > BatchSizeMax)
        {
            await ErrorAsync(context, 413, "woocommerce_rest_request_entity_too_large", "Unable to accept more than 100 items for this request.");
            return;
        }

        Books.CountPush();
        await JsonAnswer.WriteAsync(context, new { update = updates.EnumerateArray().Select(Update).ToList() });
    }

    private object Update(JsonElement update)
    {
        var id = update.TryGetProperty("id", out var number) && number.TryGetInt64(out var value) ? value : 0;
        if (faults.RefusesItem())
        {
            return ItemError(id, "woocommerce_rest_product_not_saved", "The product could not be saved.", 500);
        }

        var units = update.TryGetProperty("stock_quantity", out var quantity) && quantity.TryGetInt32(out var count) ? count : (int?)null;
        if (Books.Item(id) is not { } item)
        {
            return ItemError(id, "woocommerce_rest_product_invalid_id", "Invalid ID.", 400);
        }

        if (units is { } shown)
        {
            Books.Set(id, shown, _ => (string?)null);
        }

        if (update.TryGetProperty("regular_price", out var given)
            && decimal.TryParse(given.GetString(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var price))
        {
            Books.SetPrice(id, price);
        }

        return Product(Books.Item(item.Number)!);
    }

    private static object Product(ShopItem item) => new
    {
        id = item.Number,
        sku = item.Sku,
        type = "simple",
        status = "publish",
        regular_price = item.Price?.ToString(CultureInfo.InvariantCulture) ?? string.Empty,
        manage_stock = true,
        stock_quantity = item.ListedUnits,
        stock_status = item.ListedUnits > 0 ? "instock" : "onbackorder",
    };

    private static (int Page, int Size) PageOf(HttpContext context)
    {
        var page = int.TryParse(context.Request.Query["page"], CultureInfo.InvariantCulture, out var number) ? Math.Max(1, number) : 1;
        var size = int.TryParse(context.Request.Query["per_page"], CultureInfo.InvariantCulture, out var count) ? count : 10;
        return (page, Math.Clamp(size, 1, PageSizeMax));
    }

    private static Task PageAsync(HttpContext context, IEnumerable<object> items, int total)
    {
        var (page, size) = PageOf(context);
        var pages = (total + size - 1) / size;
        context.Response.Headers["X-WP-Total"] = total.ToString(CultureInfo.InvariantCulture);
        context.Response.Headers["X-WP-TotalPages"] = pages.ToString(CultureInfo.InvariantCulture);
        if (page < pages)
        {
            context.Response.Headers.Link = $"<{context.Request.Scheme}://{context.Request.Host}{context.Request.Path}?page={page + 1}>; rel=\"next\"";
        }

        return JsonAnswer.WriteAsync(context, items.ToList());
    }

    private static object ItemError(long id, string code, string message, int status) =>
        new { id, error = new { code, message, data = new { status } } };

    private static Task ErrorAsync(HttpContext context, int status, string code, string message) =>
        JsonAnswer.WriteAsync(context, new { code, message, data = new { status } }, status);
}
