using System.Text.Json.Serialization;
using StockFlow.Channels;
using StockFlow.Channels.Listings;
using StockFlow.Channels.Outbox;
using StockFlow.Explanations;
using StockFlow.Stock;

namespace StockFlow.Functions.Merchant;

/// <summary>Why a channel shows what it shows of a SKU, as the API shows it: in the order in which the number is worked out.</summary>
public sealed record ExplanationView(
    [property: JsonPropertyName("sku")] Sku Sku,
    [property: JsonPropertyName("channel")] ChannelId Channel,
    [property: JsonPropertyName("isBundle")] bool IsBundle,
    [property: JsonPropertyName("parts")] IReadOnlyList<ExplainedPartView> Parts,
    [property: JsonPropertyName("maySplit")] bool MaySplit,
    [property: JsonPropertyName("availableUnits")] int AvailableUnits,
    [property: JsonPropertyName("allowedUnits")] int AllowedUnits,
    [property: JsonPropertyName("buffer")] TermView Buffer,
    [property: JsonPropertyName("sharePercent")] TermView SharePercent,
    [property: JsonPropertyName("sharedUnits")] int SharedUnits,
    [property: JsonPropertyName("cap")] TermView? Cap,
    [property: JsonPropertyName("minimum")] TermView Minimum,
    [property: JsonPropertyName("publishedUnits")] int PublishedUnits,
    [property: JsonPropertyName("sent")] ExplanationView.Sent? LastSent,
    [property: JsonPropertyName("pending")] ExplanationView.Unsent? Pending)
{
    public static ExplanationView Of(ChannelId channel, StockExplanation explained)
    {
        var (published, terms) = (explained.Published, explained.Published.Terms);
        return new ExplanationView(
            published.Sku,
            channel,
            published.IsBundle,
            [.. explained.Parts.Select(ExplainedPartView.Of)],
            terms.MaySplit,
            published.AvailableUnits,
            published.AllowedUnits,
            TermView.Of(terms.Buffer),
            TermView.Of(terms.SharePercent),
            published.SharedUnits,
            terms.Cap is { } cap ? TermView.Of(cap) : null,
            TermView.Of(terms.Minimum),
            published.Units,
            explained.Listing is { } listing ? Sent.Of(listing) : null,
            explained.Pending is { } pending ? Unsent.Of(pending) : null);
    }

    public sealed record Sent(
        [property: JsonPropertyName("acknowledgedAt")] DateTimeOffset? AcknowledgedAt,
        [property: JsonPropertyName("position")] long Position,
        [property: JsonPropertyName("isSetAside")] bool IsSetAside,
        [property: JsonPropertyName("places")] IReadOnlyList<Place> Places)
    {
        public static Sent Of(Listing listing) => new(
            listing.AcknowledgedAt,
            listing.Position,
            listing.IsSetAside,
            [.. listing.References.Select(place => new Place(place.Reference, place.PublishedUnits, place.IsCertain))]);
    }

    public sealed record Place(
        [property: JsonPropertyName("reference")] string Reference,
        [property: JsonPropertyName("publishedUnits")] int? PublishedUnits,
        [property: JsonPropertyName("isCertain")] bool IsCertain);

    public sealed record Unsent(
        [property: JsonPropertyName("since")] DateTimeOffset Since,
        [property: JsonPropertyName("attempts")] int Attempts,
        [property: JsonPropertyName("nextAttemptAt")] DateTimeOffset NextAttemptAt,
        [property: JsonPropertyName("lastError")] string? LastError)
    {
        public static Unsent Of(OutboxEntry entry) => new(entry.UnpublishedSince, entry.Attempts, entry.NextAttemptAt, entry.LastError);
    }
}
