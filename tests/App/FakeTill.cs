using System.Net;
using System.Text;
using System.Text.Json;

namespace StockFlow.Tests.App;

/// <summary>A till that speaks the http connector's calls: it keeps the numbers that it shows, and refuses those it is told to.</summary>
internal sealed class FakeTill : HttpMessageHandler
{
    private readonly Lock _lock = new();

    /// <summary>What it lists: the SKU and the number shown, by reference.</summary>
    public Dictionary<string, (string Sku, int Units)> Items { get; } = [];

    /// <summary>What it asks for each item, by reference.</summary>
    public Dictionary<string, string> Prices { get; } = [];

    /// <summary>The orders that it tells of when it is polled, as JSON.</summary>
    public List<string> Orders { get; } = [];

    /// <summary>Answers nothing but 503.</summary>
    public bool IsDown { get; set; }

    /// <summary>Answers nothing but 429.</summary>
    public bool IsBusy { get; set; }

    /// <summary>References whose numbers it refuses for good.</summary>
    public HashSet<string> Refused { get; } = [];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "{}" : await request.Content.ReadAsStringAsync(cancellationToken);
        if (IsDown)
        {
            return new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
        }

        if (IsBusy)
        {
            return new HttpResponseMessage(HttpStatusCode.TooManyRequests);
        }

        lock (_lock)
        {
            return (request.Method.Method, request.RequestUri!.AbsolutePath) switch
            {
                ("GET", "/till/listings") => Answer(new
                {
                    listings = Items.Select(item => new { reference = item.Key, sku = item.Value.Sku, quantityUnits = item.Value.Units }),
                }),
                ("GET", "/till/orders") => Answer(new { orders = Orders.Select(order => JsonDocument.Parse(order).RootElement).ToList() }),
                ("POST", "/till/quantities") => Answer(new
                {
                    results = JsonDocument.Parse(body).RootElement.GetProperty("quantities").EnumerateArray().Select(Set).ToList(),
                }),
                ("POST", "/till/prices") => Answer(new
                {
                    results = JsonDocument.Parse(body).RootElement.GetProperty("prices").EnumerateArray().Select(SetPrice).ToList(),
                }),
                _ => new HttpResponseMessage(HttpStatusCode.NotFound),
            };
        }
    }

    private object Set(JsonElement wanted)
    {
        var reference = wanted.GetProperty("reference").GetString()!;
        if (Refused.Contains(reference))
        {
            return new { reference, result = "refused", code = "locked", reason = "The item is locked.", permanent = true };
        }

        Items[reference] = Items[reference] with { Units = wanted.GetProperty("quantityUnits").GetInt32() };
        return new { reference, result = "applied" };
    }

    private object SetPrice(JsonElement wanted)
    {
        var reference = wanted.GetProperty("reference").GetString()!;
        Prices[reference] = $"{wanted.GetProperty("amount").GetString()} {wanted.GetProperty("currency").GetString()}".TrimEnd();
        return new { reference, result = "applied" };
    }

    private static HttpResponseMessage Answer(object body) =>
        new(HttpStatusCode.OK) { Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json") };
}
