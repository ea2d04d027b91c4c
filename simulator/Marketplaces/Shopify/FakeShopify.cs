using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace StockFlow.Simulator.Marketplaces.Shopify;

/// <summary>
/// A Shopify shop with one location (Admin GraphQL 2026-07): any query over its orders, refunds, fulfilments and inventory items,
/// cursor paging, the mutations inventorySetQuantities and productVariantsBulkUpdate, and the cost bucket with THROTTLED.
/// </summary>
public sealed class FakeShopify : IFakeMarketplace
{
    /// <summary>The shop's only location.</summary>
    public const long LocationNumber = 106318430514;

    /// <summary>The location as GraphQL names it.</summary>
    public const string LocationGid = "gid://shopify/Location/106318430514";

    /// <summary>The pauses before the eight further attempts of a webhook, four hours in all.</summary>
    public static readonly IReadOnlyList<TimeSpan> WebhookRetryDelays =
    [
        TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(15),
        TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(45), TimeSpan.FromMinutes(65), TimeSpan.FromMinutes(80),
    ];

    private const int QueryCostMax = 1000;
    private const int MutationCost = 10;

    private readonly ShopifyFields _fields;
    private readonly ShopifyQuantities _quantities;
    private readonly ShopifyPrices _prices;
    private readonly string _accessToken;
    private readonly CostBucket _bucket;
    private int _throttled;

    /// <param name="books">The shop's items and orders.</param>
    /// <param name="accessToken">What X-Shopify-Access-Token must say.</param>
    /// <param name="bucket">The rate limit.</param>
    /// <param name="faults">Refuses single rows.</param>
    public FakeShopify(ShopBooks books, string accessToken, CostBucket bucket, Faults faults)
    {
        Books = books;
        _accessToken = accessToken;
        _bucket = bucket;
        _fields = new ShopifyFields(books);
        _quantities = new ShopifyQuantities(books, faults);
        _prices = new ShopifyPrices(books, faults);
    }

    public ShopBooks Books { get; }

    /// <summary>Calls answered THROTTLED so far.</summary>
    public int Throttled => Volatile.Read(ref _throttled);

    /// <summary>The webhook of a change, signed by the app's client secret.</summary>
    public static WebhookMessage Webhook(ShopChange change, string secret)
    {
        var topic = change.Kind switch
        {
            ShopChangeKind.Placed => "orders/create",
            ShopChangeKind.Cancelled => "orders/cancelled",
            ShopChangeKind.Shipped when change.Order.IsShipped => "orders/fulfilled",
            ShopChangeKind.Shipped => "orders/partially_fulfilled",
            _ => "orders/updated",
        };
        var body = JsonAnswer.Bytes(ShopifyOrders.Json(change.Order));
        var headers = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["X-Shopify-Topic"] = topic,
            ["X-Shopify-Hmac-Sha256"] = HmacSha256.Base64(secret, body),
            ["X-Shopify-Shop-Domain"] = "shop-uk.myshopify.com",
            ["X-Shopify-API-Version"] = "2026-07",
            ["X-Shopify-Webhook-Id"] = $"{change.Order.Id}-{change.Order.UpdatedAt.ToUnixTimeSeconds()}-{(int)change.Kind}",
            ["X-Shopify-Triggered-At"] = ShopifyOrders.Iso(change.Order.UpdatedAt),
        };
        return new WebhookMessage(body, _ => headers);
    }

    public async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? string.Empty;
        if (context.Request.Method != HttpMethods.Post || !path.EndsWith("/graphql.json", StringComparison.Ordinal))
        {
            await JsonAnswer.WriteAsync(context, new { errors = "Not Found" }, StatusCodes.Status404NotFound);
            return;
        }

        if (context.Request.Headers["X-Shopify-Access-Token"] != _accessToken)
        {
            await JsonAnswer.WriteAsync(
                context,
                new { errors = "[API] Invalid API key or access token (unrecognized login or wrong password)" },
                StatusCodes.Status401Unauthorized);
            return;
        }

        using var body = await JsonAnswer.ReadAsync(context);
        if (body is null || !body.RootElement.TryGetProperty("query", out var query) || query.GetString() is not { } text)
        {
            await JsonAnswer.WriteAsync(context, new { errors = new { query = "Required parameter missing or invalid" } }, StatusCodes.Status400BadRequest);
            return;
        }

        var variables = body.RootElement.TryGetProperty("variables", out var given) ? given : default;
        await JsonAnswer.WriteAsync(context, Answer(text, variables));
    }

    private object Answer(string text, JsonElement variables)
    {
        var cost = MutationCost;
        try
        {
            var (isMutation, fields) = GraphQlParser.Parse(text, variables);
            cost = isMutation ? MutationCost * fields.Count : fields.Sum(CostOf);
            if (cost > QueryCostMax)
            {
                throw new GraphQlException("MAX_COST_EXCEEDED", $"Query cost is {cost}, which exceeds the single query max cost limit ({QueryCostMax}).");
            }

            if (!_bucket.TryTake(cost).Taken)
            {
                Interlocked.Increment(ref _throttled);
                throw new GraphQlException("THROTTLED", "Throttled");
            }

            return isMutation
                ? new { data = Mutate(fields), extensions = Extensions(cost, cost) }
                : new { data = _fields.Answer(ShopifyFields.Root, fields), extensions = Extensions(cost, cost) };
        }
        catch (GraphQlException refused)
        {
            return new
            {
                errors = new[] { new { message = refused.Message, extensions = new { code = refused.Code } } },
                data = (object?)null,
                extensions = Extensions(cost, null),
            };
        }
    }

    private Dictionary<string, object?> Mutate(IReadOnlyList<GraphQlField> fields)
    {
        var answer = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var field in fields)
        {
            var payload = field.Name switch
            {
                "inventorySetQuantities" => _quantities.Set(field),
                "productVariantsBulkUpdate" => _prices.Set(field),
                _ => throw new GraphQlException("undefinedField", $"Field '{field.Name}' doesn't exist on type 'Mutation'"),
            };
            answer[field.Alias] = _fields.Answer(payload, field.Selections);
        }

        return answer;
    }

    // An object costs 1 and what is asked of it; a page costs that for each node it may have; scalars and pageInfo are free.
    private static int CostOf(GraphQlField field)
    {
        if (field.Selections.Count == 0 || field.Name == "pageInfo")
        {
            return 0;
        }

        if (field.Number("first") is { } first && field.Selections.FirstOrDefault(inner => inner.Name is "nodes" or "edges") is { } nodes)
        {
            return Times(first, CostOf(nodes));
        }

        var one = 1 + field.Selections.Sum(CostOf);
        return field.Argument("ids") is List<object?> ids ? Times(ids.Count, one) : one;
    }

    private static int Times(int count, int cost) => (int)Math.Min(1_000_000, (long)count * cost);

    private object Extensions(int requested, int? actual) => new
    {
        cost = new
        {
            requestedQueryCost = requested,
            actualQueryCost = actual,
            throttleStatus = new
            {
                maximumAvailable = _bucket.Maximum,
                currentlyAvailable = _bucket.TryTake(0).Available,
                restoreRate = _bucket.RestoreRate,
            },
        },
    };
}
