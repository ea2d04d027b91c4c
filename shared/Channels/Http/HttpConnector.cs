using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using StockFlow.Channels.Prices;
using StockFlow.Channels.Transport;
using StockFlow.Orders;

namespace StockFlow.Channels.Http;

/// <summary>An own shop or till that speaks the wire format of docs/connectors.md.</summary>
internal sealed class HttpConnector : IChannelConnector
{
    public const string KindName = "http";

    private const string BatchSize = "BatchSize";
    private const int BatchSizeDefault = 500;
    private const int BatchSizeMax = 1000;
    private const double RequestsPerSecondDefault = 10;
    private const int ReferenceLengthMax = 500;

    private readonly ChannelId _channel;
    private readonly HttpWebhooks _webhooks;
    private readonly HttpApi _api;

    public HttpConnector(ChannelSettings settings, HttpClient client, TimeProvider time)
    {
        var signature = new StandardWebhookSignature(settings.WebhookSecrets);
        _channel = settings.Id;
        _webhooks = new HttpWebhooks(settings.Id, signature);
        _api = new HttpApi(new ChannelCalls(settings, client, time), signature);
        Limits = new ConnectorLimits(
            settings.Options.TryGetValue(BatchSize, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : BatchSizeDefault,
            ConnectorSettingRules.RequestsPerSecondOf(settings, RequestsPerSecondDefault),
            BurstRequests: 10,
            HasCompareAndSet: true);
    }

    public static ConnectorKind Kind { get; } = new(
        KindName,
        [
            SettingRule.RequiredSecret(
                "WebhookSecret",
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                text => StandardWebhookSignature.IsSecret(text) ? null : $"is not of the form. {StandardWebhookSignature.SecretRule}"),
            ConnectorSettingRules.RequestsPerSecond,
            SettingRule.Optional(
                BatchSize,
                "500",
                text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size is >= 1 and <= BatchSizeMax
                    ? null
                    : $"is not a whole number from 1 to {BatchSizeMax}."),
        ],
        (settings, client, services) => new HttpConnector(settings, client, services.GetRequiredService<TimeProvider>()))
    {
        HasPrices = true,
    };

    public ConnectorLimits Limits { get; }

    public WebhookReading ReadWebhook(WebhookDelivery delivery) => _webhooks.Read(delivery);

    public async Task<OrderPage> ReadOrdersAsync(DateTimeOffset updatedSince, string? pageToken, CancellationToken cancellationToken)
    {
        var since = updatedSince.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var page = pageToken is null ? string.Empty : $"&page={Uri.EscapeDataString(pageToken)}";
        var answer = await _api.GetAsync("order page", $"/orders?updatedSince={Uri.EscapeDataString(since)}{page}", cancellationToken);
        var body = answer.Read(HttpJson.Default.HttpOrdersAnswer);
        var orders = new List<ChannelOrder>();
        var unreadable = new List<UnreadableOrder>();
        foreach (var node in body.Orders ?? throw answer.Failure(ChannelFailure.Rejected, "answered without orders"))
        {
            try
            {
                orders.Add(HttpOrderMapping.ToOrder(_channel, Body.Read(node, HttpJson.Default.HttpOrder), path: string.Empty));
            }
            catch (UnreadableBodyException e)
            {
                unreadable.Add(new UnreadableOrder(IdOf(node), e.Message, Encoding.UTF8.GetBytes(node.GetRawText())));
            }
        }

        return new OrderPage(orders, unreadable, NextPage(answer, body.NextPage, pageToken));
    }

    public async Task<IReadOnlyList<PushOutcome>> PushQuantitiesAsync(IReadOnlyList<QuantityPush> pushes, CancellationToken cancellationToken)
    {
        var message = new HttpQuantities(
            HttpQuantities.TypeName,
            [.. pushes.Select(push => new HttpQuantities.Quantity(
                push.Reference, push.Sku.Value, push.QuantityUnits, push.ExpectedUnits, push.IdempotencyKey))]);
        var answer = await _api.PostAsync(
            "quantities", "/quantities", JsonSerializer.SerializeToUtf8Bytes(message, HttpJson.Default.HttpQuantities), cancellationToken);
        return OutcomesOf(answer, pushes.Select(push => push.Reference));
    }

    public async Task<IReadOnlyList<PushOutcome>> PushPricesAsync(IReadOnlyList<PricePush> pushes, CancellationToken cancellationToken)
    {
        var message = new HttpPrices(
            HttpPrices.TypeName,
            [.. pushes.Select(push => new HttpPrices.Price(
                push.Reference, push.Sku.Value, PriceRule.Text(push.Price), push.Currency, push.IdempotencyKey))]);
        var answer = await _api.PostAsync(
            "prices", "/prices", JsonSerializer.SerializeToUtf8Bytes(message, HttpJson.Default.HttpPrices), cancellationToken);
        var outcomes = OutcomesOf(answer, pushes.Select(push => push.Reference));
        return outcomes.Any(outcome => outcome is PushOutcome.Stale)
            ? throw answer.Failure(ChannelFailure.Rejected, "answered a price with stale, though none was expected")
            : outcomes;
    }

    public async Task<ListedPage> ReadListingsAsync(string? pageToken, CancellationToken cancellationToken)
    {
        var page = pageToken is null ? string.Empty : $"?page={Uri.EscapeDataString(pageToken)}";
        var answer = await _api.GetAsync("listing page", $"/listings{page}", cancellationToken);
        var body = answer.Read(HttpJson.Default.HttpListingsAnswer);
        var items = (body.Listings ?? throw answer.Failure(ChannelFailure.Rejected, "answered without listings"))
            .Select(listing => ToItem(answer, listing))
            .ToList();
        return new ListedPage(items, NextPage(answer, body.NextPage, pageToken));
    }

    private static List<PushOutcome> OutcomesOf(ChannelAnswer answer, IEnumerable<string> references)
    {
        var results = answer.Read(HttpJson.Default.HttpQuantitiesAnswer).Results
            ?? throw answer.Failure(ChannelFailure.Rejected, "answered without results");
        var byReference = new Dictionary<string, HttpQuantitiesAnswer.Item>(StringComparer.Ordinal);
        foreach (var result in results)
        {
            byReference[result?.Reference ?? throw answer.Failure(ChannelFailure.Rejected, "answered a result without reference")] = result;
        }

        return [.. references.Select(reference => OutcomeOf(answer, byReference.GetValueOrDefault(reference)))];
    }

    private static PushOutcome OutcomeOf(ChannelAnswer answer, HttpQuantitiesAnswer.Item? result) => result?.Result switch
    {
        null when result is null => new PushOutcome.Refused("no-result", "The channel did not tell what became of the item.", IsPermanent: false),
        "applied" => new PushOutcome.Applied(),
        "stale" => new PushOutcome.Stale(result.ActualUnits),
        "refused" => new PushOutcome.Refused(CodeText.OrUnknown(result.Code), CodeText.Line(result.Reason), result.Permanent ?? false),
        _ => throw answer.Failure(ChannelFailure.Rejected, "answered a result that is none of applied, stale and refused"),
    };

    private static ListedItem ToItem(ChannelAnswer answer, HttpListingsAnswer.Listing? listing) =>
        listing?.Reference is { Length: > 0 and <= ReferenceLengthMax } reference
            ? new ListedItem(reference, string.IsNullOrWhiteSpace(listing.Sku) ? null : listing.Sku, listing.QuantityUnits)
            : throw answer.Failure(ChannelFailure.Rejected, $"lists an item without a reference of 1 to {ReferenceLengthMax} characters");

    // A page that names itself as the next would be read for ever.
    private static string? NextPage(ChannelAnswer answer, string? next, string? current) =>
        string.IsNullOrEmpty(next) ? null
        : next != current ? next
        : throw answer.Failure(ChannelFailure.Rejected, "names itself as the next page");

    private static string IdOf(JsonElement node) =>
        node.ValueKind == JsonValueKind.Object && node.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String
            && id.GetString() is { Length: > 0 and <= OrderId.ExternalIdLengthMax } text
            ? text
            : "?";
}
