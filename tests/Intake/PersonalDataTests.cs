using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using SQLitePCL;
using StockFlow.Channels.Transport;
using StockFlow.Tests.App;
using Xunit;

namespace StockFlow.Tests.Intake;

/// <summary>
/// Real order payloads of every kind of channel, with a mark in place of all that is about a person: after they are worked off, the mark is
/// in no cell of any table of the store, whatever it is packed in.
/// </summary>
public sealed class PersonalDataTests : IAsyncLifetime
{
    private const string Mark = "zq-personal-";
    private const string Secret = "the-webhook-secret";

    private static readonly string[] Texts =
    [
        "email", "contact_email", "phone", "note", "browser_ip", "customer_note", "customer_ip_address", "customer_user_agent", "landing_site",
        "referring_site", "token", "cart_token", "checkout_token", "order_key", "transaction_id",
    ];

    private static readonly string[] People = ["customer", "billing_address", "shipping_address", "billing", "shipping", "client_details", "payment_details"];

    private static readonly string[] Lists = ["note_attributes", "properties", "meta_data"];

    private AppWorld _world = null!;

    public async ValueTask InitializeAsync() => _world = await AppWorld.StartAsync(
        ("StockFlow:Channels:shop:Kind", "shopify"),
        ("StockFlow:Channels:shop:Endpoint", "https://my-shop.myshopify.com"),
        ("StockFlow:Channels:shop:AccessToken", "shpat_1"),
        ("StockFlow:Channels:shop:LocationId", "106318430514"),
        ("StockFlow:Channels:shop:TestOrders", "accept"),
        ("StockFlow:Channels:shop:PollInterval", "never"),
        ("StockFlow:Channels:shop:WebhookSecret", Secret),
        ("StockFlow:Channels:woo:Kind", "woocommerce"),
        ("StockFlow:Channels:woo:Endpoint", "https://woo.example.com"),
        ("StockFlow:Channels:woo:ConsumerKey", "ck_1"),
        ("StockFlow:Channels:woo:ConsumerSecret", "cs_1"),
        ("StockFlow:Channels:woo:PollInterval", "never"),
        ("StockFlow:Channels:woo:WebhookSecret", Secret));

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData("shop", "shopify-orders-create.json")]
    [InlineData("shop", "shopify-rest-order-pending-2026-07.json")]
    [InlineData("shop", "shopify-rest-order-fulfilled-2026-07.json")]
    [InlineData("shop", "shopify-rest-order-partially-refunded-2026-07.json")]
    [InlineData("shop", "shopify-rest-order-cancelled-2026-07.json")]
    [InlineData("woo", "woocommerce-order-retrieve.json")]
    public async Task Nothing_about_a_person_is_stored_with_an_order(string channel, string sample)
    {
        var order = JsonNode.Parse(Sample.Text(sample))!.AsObject();
        AddMarks(order);

        await DeliverAsync(channel, order.ToJsonString());
        await _world.IdleAsync();

        Assert.Single((await _world.GetAsync($"orders/{channel}")).Items);
        Assert.Empty((await _world.GetAsync("failures")).Items);
        Assert.Empty(MarkedCells());
    }

    [Fact]
    public async Task Nor_with_an_order_of_a_channel_that_was_asked_to_send_none()
    {
        var body = JsonNode.Parse(_world.OrderBody("1", ("CHAIR", 1)))!.AsObject();
        AddMarks(body["data"]!.AsObject());

        Assert.Equal(202, (await _world.DeliverAsync(body.ToJsonString())).Status);
        await _world.IdleAsync();

        Assert.Single((await _world.GetAsync("orders/till")).Items);
        Assert.Empty(MarkedCells());
    }

    [Fact]
    public async Task What_could_not_be_read_is_kept_as_it_came_and_in_one_place_only()
    {
        var order = JsonNode.Parse("""{"id":"seven"}""")!.AsObject();
        AddMarks(order);

        await DeliverAsync("shop", order.ToJsonString());
        await _world.IdleAsync();

        Assert.Single((await _world.GetAsync("failures")).Items);
        Assert.Single(MarkedCells());
    }

    private async Task DeliverAsync(string channel, string body)
    {
        var (topicHeader, topic, signatureHeader) = channel == "shop"
            ? ("X-Shopify-Topic", "orders/updated", "X-Shopify-Hmac-Sha256")
            : ("X-WC-Webhook-Topic", "order.updated", "X-WC-Webhook-Signature");
        var headers = new Dictionary<string, string>
        {
            [topicHeader] = topic,
            [signatureHeader] = HmacSignature.Sign(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes(body)),
        };
        var content = new StringContent(body, Encoding.UTF8, "application/json");
        Assert.Equal(202, (await _world.SendAsync(HttpMethod.Post, $"webhooks/{channel}", content, null, headers)).Status);
    }

    /// <summary>Puts a mark into the order and each of its lines under every name that personal data may come under.</summary>
    private static void AddMarks(JsonObject order)
    {
        var lines = (order["line_items"] ?? order["lines"])?.AsArray().Select(line => line!.AsObject()) ?? [];
        foreach (var part in lines.Prepend(order))
        {
            foreach (var name in Texts)
            {
                part[name] = Mark + name;
            }

            foreach (var name in People)
            {
                part[name] = new JsonObject { ["email"] = Mark + name, ["first_name"] = Mark + name, ["address_1"] = Mark + name };
            }

            foreach (var name in Lists)
            {
                part[name] = new JsonArray(new JsonObject { ["name"] = Mark + name, ["value"] = Mark + name });
            }
        }
    }

    /// <summary>Every cell of every table of the store that has a mark, by table and column.</summary>
    private List<string> MarkedCells()
    {
        var marked = new List<string>();
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_open_v2(_world.StorePath, out var connection, raw.SQLITE_OPEN_READONLY, null));
        using (connection)
        {
            var tables = Rows(connection, "SELECT name FROM sqlite_master WHERE type = 'table'").Select(row => Encoding.UTF8.GetString(row[0])).ToList();
            Assert.True(tables.Count > 3, $"Only {tables.Count} tables were found; the way to find them is outdated.");
            foreach (var table in tables)
            {
                marked.AddRange(Rows(connection, $"SELECT * FROM \"{table}\"")
                    .SelectMany(row => row.Index().Where(cell => IsMarked(cell.Item)).Select(cell => $"{table}[{cell.Index}]")));
            }
        }

        return marked;
    }

    private static IEnumerable<byte[][]> Rows(sqlite3 connection, string sql)
    {
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_prepare_v2(connection, sql, out var statement));
        using (statement)
        {
            while (raw.sqlite3_step(statement) == raw.SQLITE_ROW)
            {
                yield return [.. Enumerable.Range(0, raw.sqlite3_column_count(statement)).Select(at => raw.sqlite3_column_blob(statement, at).ToArray())];
            }
        }
    }

    private static bool IsMarked(byte[] cell) =>
        cell.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Mark)) >= 0
        || cell.AsSpan().IndexOf(Encoding.Unicode.GetBytes(Mark)) >= 0
        || Packed(cell).Any(IsMarked);

    /// <summary>What is gzipped in a cell, as it is or in base64.</summary>
    private static IEnumerable<byte[]> Packed(byte[] cell)
    {
        var text = Encoding.Latin1.GetString(cell);
        for (var at = text.IndexOf("\x1f\x8b\x08", StringComparison.Ordinal); at >= 0; at = text.IndexOf("\x1f\x8b\x08", at + 1, StringComparison.Ordinal))
        {
            yield return Unzip(cell[at..]);
        }

        for (var at = text.IndexOf("H4sI", StringComparison.Ordinal); at >= 0; at = text.IndexOf("H4sI", at + 1, StringComparison.Ordinal))
        {
            var base64 = text[at..].Replace("\\u002B", "+", StringComparison.Ordinal).TakeWhile(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '/' or '=');
            yield return Unzip(Convert.FromBase64String(string.Concat(base64)));
        }
    }

    private static byte[] Unzip(byte[] zipped)
    {
        using var gzip = new GZipStream(new MemoryStream(zipped), CompressionMode.Decompress);
        var content = new MemoryStream();
        gzip.CopyTo(content);
        return content.ToArray();
    }
}
