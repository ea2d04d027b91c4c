using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace StockFlow.Simulator.Marketplaces.Http;

/// <summary>
/// A shop, marketplace or till that speaks StockFlow's own signed JSON (docs/connectors.md): orders by polling, listings,
/// quantities with compare-and-set and idempotency keys per item, prices with such keys. Every call must be signed.
/// </summary>
/// <param name="secret">Standard Webhooks form: whsec_ and base64.</param>
public sealed class FakeHttpShop(ShopBooks books, string secret, TimeProvider clock, Faults faults) : IFakeMarketplace
{
    private const int PageSize = 100;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (long ItemNumber, decimal Value)> _appliedKeys = new(StringComparer.Ordinal);

    public ShopBooks Books { get; } = books;

    /// <summary>The webhook of a change, signed by Standard Webhooks.</summary>
    public static WebhookMessage Webhook(ShopChange change, string secret)
    {
        var order = change.Order;
        var body = JsonAnswer.Bytes(new { type = "order.updated", timestamp = Utc(order.UpdatedAt), data = Json(order) });
        var id = $"msg_{order.Id}_{order.UpdatedAt.ToUnixTimeSeconds()}";
        return new WebhookMessage(body, sentAt => StandardWebhook.Headers(secret, id, sentAt, body));
    }

    public async Task AnswerAsync(HttpContext context)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        var body = buffer.ToArray();
        if (!StandardWebhook.IsSigned(secret, name => context.Request.Headers[name].ToString(), body, clock.GetUtcNow()))
        {
            await JsonAnswer.WriteAsync(context, new { error = "bad-signature" }, StatusCodes.Status401Unauthorized);
            return;
        }

        await ((context.Request.Method, context.Request.Path.Value) switch
        {
            ("GET", "/orders") => OrdersAsync(context),
            ("GET", "/listings") => ListingsAsync(context),
            ("POST", "/quantities") => QuantitiesAsync(context, body),
            ("POST", "/prices") => PricesAsync(context, body),
            _ => JsonAnswer.WriteAsync(context, new { error = "no-such-call" }, StatusCodes.Status404NotFound),
        });
    }

    private async Task OrdersAsync(HttpContext context)
    {
        if (!DateTimeOffset.TryParse(
                context.Request.Query["updatedSince"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var since))
        {
            await JsonAnswer.WriteAsync(context, new { error = "bad-updatedSince" }, StatusCodes.Status400BadRequest);
            return;
        }

        var orders = Books.OrdersUpdated(since, PlaceOf(context.Request.Query["page"]), 0, PageSize);
        var next = orders.Count == PageSize ? $"{orders[^1].UpdatedAt.ToUnixTimeSeconds()}.{orders[^1].Id}" : null;
        await JsonAnswer.WriteAsync(context, new { orders = orders.Select(Json), nextPage = next });
    }

    private Task ListingsAsync(HttpContext context)
    {
        var after = long.TryParse(context.Request.Query["page"], CultureInfo.InvariantCulture, out var number) ? number : 0;
        var items = Books.ItemsAfter(after, PageSize);
        return JsonAnswer.WriteAsync(context, new
        {
            listings = items.Select(item => new { reference = Reference(item.Number), sku = item.Sku, quantityUnits = item.ListedUnits }),
            nextPage = items.Count == PageSize ? items[^1].Number.ToString(CultureInfo.InvariantCulture) : null,
        });
    }

    private async Task QuantitiesAsync(HttpContext context, byte[] body)
    {
        if (Read<QuantitiesRequest>(body) is not { Type: "quantities.set" } request)
        {
            await JsonAnswer.WriteAsync(context, new { error = "bad-body" }, StatusCodes.Status400BadRequest);
            return;
        }

        Books.CountPush();
        await JsonAnswer.WriteAsync(context, new { results = request.Quantities.Select(Set).ToList() });
    }

    private async Task PricesAsync(HttpContext context, byte[] body)
    {
        if (Read<PricesRequest>(body) is not { Type: "prices.set" } request)
        {
            await JsonAnswer.WriteAsync(context, new { error = "bad-body" }, StatusCodes.Status400BadRequest);
            return;
        }

        Books.CountPush();
        await JsonAnswer.WriteAsync(context, new { results = request.Prices.Select(SetPrice).ToList() });
    }

    private static T? Read<T>(byte[] body)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(body, JsonSerializerOptions.Web);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private object SetPrice(PriceRequest wanted)
    {
        if (faults.RefusesItem())
        {
            return new { reference = wanted.Reference, result = "refused", code = "busy", reason = "The item is being edited.", permanent = false };
        }

        if (!decimal.TryParse(wanted.Amount, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var price))
        {
            return new { reference = wanted.Reference, result = "refused", code = "bad-amount", reason = "No price.", permanent = true };
        }

        var number = ItemNumber(wanted.Reference);
        lock (_lock)
        {
            var isRepeat = _appliedKeys.TryGetValue(wanted.IdempotencyKey, out var applied) && applied == (number, price);
            if (!isRepeat && !Books.SetPrice(number, price))
            {
                return new { reference = wanted.Reference, result = "refused", code = "unknown-item", reason = "No such item.", permanent = true };
            }

            _appliedKeys[wanted.IdempotencyKey] = (number, price);
            return new { reference = wanted.Reference, result = "applied" };
        }
    }

    private object Set(QuantityRequest wanted)
    {
        if (faults.RefusesItem())
        {
            return new { reference = wanted.Reference, result = "refused", code = "busy", reason = "The item is being edited.", permanent = false };
        }

        var number = ItemNumber(wanted.Reference);
        lock (_lock)
        {
            if (wanted.IdempotencyKey is { } key && _appliedKeys.TryGetValue(key, out var applied) && applied == (number, wanted.QuantityUnits))
            {
                return new { reference = wanted.Reference, result = "applied" };
            }

            var refusal = Books.Set(number, wanted.QuantityUnits, item => Refusal(wanted, item));
            if (refusal is null && wanted.IdempotencyKey is { } newKey)
            {
                _appliedKeys[newKey] = (number, wanted.QuantityUnits);
            }

            return refusal ?? new { reference = wanted.Reference, result = "applied" };
        }
    }

    private static object? Refusal(QuantityRequest wanted, ShopItem? item) => item switch
    {
        null => new { reference = wanted.Reference, result = "refused", code = "unknown-item", reason = "No such item.", permanent = true },
        _ when wanted.QuantityUnits < 0 =>
            new { reference = wanted.Reference, result = "refused", code = "negative", reason = "Below zero.", permanent = true },
        _ when wanted.ExpectedUnits is { } expected && expected != item.ListedUnits =>
            new { reference = wanted.Reference, result = "stale", actualUnits = item.ListedUnits },
        _ => null,
    };

    private static object Json(ShopOrder order) => new
    {
        id = order.Id.ToString(CultureInfo.InvariantCulture),
        number = order.Number,
        state = order.CancelledAt is not null ? "cancelled" : order.IsUnpaid ? "pendingPayment" : "open",
        placedAt = Utc(order.PlacedAt),
        updatedAt = Utc(order.UpdatedAt),
        lines = order.Lines.Select(line => new
        {
            id = line.Id.ToString(CultureInfo.InvariantCulture),
            sku = line.Code,
            orderedUnits = line.Units - line.CancelledUnits,
            shippedUnits = line.ShippedUnits,
            restockedUnits = line.ReturnedUnits,
        }),
    };

    private static (DateTimeOffset UpdatedAt, long Id)? PlaceOf(string? page)
    {
        var parts = page?.Split('.');
        return parts is [var seconds, var id]
            && long.TryParse(seconds, CultureInfo.InvariantCulture, out var time)
            && long.TryParse(id, CultureInfo.InvariantCulture, out var order)
            ? (DateTimeOffset.FromUnixTimeSeconds(time), order)
            : null;
    }

    private static string Reference(long number) => $"item-{number}";

    private static long ItemNumber(string reference) =>
        reference.StartsWith("item-", StringComparison.Ordinal) && long.TryParse(reference["item-".Length..], CultureInfo.InvariantCulture, out var number)
            ? number
            : 0;

    private static string Utc(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private sealed record PricesRequest(string Type, IReadOnlyList<PriceRequest> Prices);

    private sealed record PriceRequest(string Reference, string Amount, string? Currency, string IdempotencyKey);

    private sealed record QuantitiesRequest(string Type, IReadOnlyList<QuantityRequest> Quantities);

    private sealed record QuantityRequest(string Reference, string? Sku, int QuantityUnits, int? ExpectedUnits, string? IdempotencyKey);
}
