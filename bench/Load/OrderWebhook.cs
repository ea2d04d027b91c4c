using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace StockFlow.Bench.Load;

/// <summary>
/// One signed orders/create request of Shopify's form, about 2 KB with three lines, kept as bytes so that making the next one costs
/// little more than its signature. Used by one caller at a time.
/// </summary>
internal sealed class OrderWebhook
{
    public const int Lines = 3;
    public const int LineUnits = 1;

    private const int IdDigits = 10;
    private const int SkuDigits = 6;
    private const int SignatureLength = 44;
    private const string IdMark = "<<order>>!";
    private const string SkuMark = "<sku!>";

    private readonly byte[] _request;
    private readonly byte[] _key;
    private readonly int _signatureAt;
    private readonly int _bodyAt;
    private readonly List<int> _idsAt;
    private readonly List<int> _skusAt;

    /// <param name="host">With the port, for the Host header.</param>
    /// <param name="channel">The channel's id, for the path.</param>
    /// <param name="secret">The channel's webhook secret.</param>
    public OrderWebhook(string host, string channel, string secret)
    {
        var body = Body();
        var signature = new string('*', SignatureLength);
        var head = $"POST /api/webhooks/{channel} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n"
            + "X-Shopify-Topic: orders/create\r\nX-Shopify-Shop-Domain: shop.myshopify.com\r\nX-Shopify-API-Version: 2026-07\r\n"
            + $"X-Shopify-Webhook-Id: {IdMark}\r\nX-Shopify-Triggered-At: 2026-01-05T10:00:00Z\r\nX-Shopify-Hmac-Sha256: {signature}\r\n\r\n";
        var text = head + body;
        _request = Encoding.ASCII.GetBytes(text);
        _key = Encoding.UTF8.GetBytes(secret);
        _bodyAt = head.Length;
        _signatureAt = text.IndexOf(signature, StringComparison.Ordinal);
        _idsAt = AllOf(text, IdMark);
        _skusAt = AllOf(text, SkuMark);
    }

    /// <summary>The body's length, in bytes.</summary>
    public int BodyBytes => _request.Length - _bodyAt;

    /// <summary>The code of item n of the catalogue.</summary>
    public static string SkuOf(int item) => "ITEM-" + item.ToString("D6", CultureInfo.InvariantCulture);

    /// <summary>The items that an order is for: three different ones, spread evenly over the catalogue.</summary>
    public static int ItemOf(int order, int line, int items) => (int)(((long)order * Lines + line) * 7_919 % items);

    /// <summary>The channel's own id of an order.</summary>
    public static string IdOf(int order) => (5_000_000_000 + order).ToString(CultureInfo.InvariantCulture);

    /// <returns>The whole request for an order, head and body; valid until the next call.</returns>
    public ReadOnlyMemory<byte> Make(int order, int items)
    {
        foreach (var at in _idsAt)
        {
            Utf8Formatter.TryFormat(5_000_000_000 + order, _request.AsSpan(at, IdDigits), out _);
        }

        for (var line = 0; line < Lines; line++)
        {
            Utf8Formatter.TryFormat(ItemOf(order, line, items), _request.AsSpan(_skusAt[line], SkuDigits), out _, new('D', SkuDigits));
        }

        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, _request.AsSpan(_bodyAt), hash);
        Base64.EncodeToUtf8(hash, _request.AsSpan(_signatureAt, SignatureLength), out _, out _);
        return _request;
    }

    private static string Body()
    {
        var lines = string.Join(',', Enumerable.Range(0, Lines).Select(line =>
            $$$"""
            {"id":86655031176643{{{line}}},"variant_id":808950810,"title":"IPod Nano - 8GB","quantity":{{{LineUnits}}},"current_quantity":{{{LineUnits}}},"sku":"ITEM-{{{SkuMark}}}","vendor":null,"fulfillment_service":"manual","product_id":632910392,"requires_shipping":true,"taxable":true,"gift_card":false,"name":"IPod Nano - 8GB","properties":[],"product_exists":true,"fulfillable_quantity":{{{LineUnits}}},"grams":567,"price":"199.00","total_discount":"0.00","fulfillment_status":null,"price_set":{"shop_money":{"amount":"199.00","currency_code":"USD"}},"tax_lines":[]}
            """));
        return $$$"""
            {"id":{{{IdMark}}},"admin_graphql_api_id":"gid://shopify/Order/{{{IdMark}}}","app_id":null,"buyer_accepts_marketing":true,"cancelled_at":null,"confirmed":true,"contact_email":"jon@example.com","created_at":"2026-01-05T10:00:00Z","currency":"USD","customer_locale":"en","email":"jon@example.com","financial_status":"paid","name":"#{{{IdMark}}}","note":null,"order_number":1234,"presentment_currency":"USD","processed_at":"2026-01-05T10:00:00Z","source_name":"web","subtotal_price":"597.00","tags":"","taxes_included":false,"test":false,"total_price":"607.00","updated_at":"2026-01-05T10:00:00Z","customer":{"id":115310627314723954,"email":"john@example.com","first_name":"John","last_name":"Smith"},"line_items":[{{{lines}}}],"fulfillments":[],"refunds":[],"shipping_lines":[{"id":271878346596884015,"title":"Generic Shipping","price":"10.00","source":"shopify"}]}
            """;
    }

    private static List<int> AllOf(string text, string mark)
    {
        var found = new List<int>();
        for (var at = text.IndexOf(mark, StringComparison.Ordinal); at >= 0; at = text.IndexOf(mark, at + mark.Length, StringComparison.Ordinal))
        {
            found.Add(at);
        }

        return found;
    }
}
