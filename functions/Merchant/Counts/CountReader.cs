using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using StockFlow.Channels;
using StockFlow.Counts;
using StockFlow.Stock;

namespace StockFlow.Functions.Merchant.Counts;

/// <summary>Turns what people send about stocktakes into what can be asked, or says what is wrong with it.</summary>
public sealed class CountReader(ChannelCatalog catalog)
{
    internal static bool TryReadId(string text, out CountId id, [NotNullWhen(false)] out IResult? fault)
    {
        fault = CountId.TryParse(text, null, out id) ? null : InvalidId().ToBadRequest();
        return fault is null;
    }

    /// <returns>Null with a request within all its ranges, or the first fault.</returns>
    internal Problem? ReadRequest(CountBody body, out CountRequest? request)
    {
        request = null;
        if (!CountId.TryParse(body.Id, null, out var id))
        {
            return InvalidId();
        }

        List<Sku>? skus = null;
        var fault = ReadLocation(body.Location, out var location)
            ?? ReadSkus(body.Skus, out skus)
            ?? Given.CheckTexts(body.Reason, body.Actor);
        request = fault is null ? new CountRequest(id, location, skus, body.Actor, body.Reason) : null;
        return fault;
    }

    /// <returns>Null with an entry within all its ranges, or the first fault.</returns>
    internal Problem? ReadEntry(CountEntryBody body, out CountEntry? entry)
    {
        var (sku, location, units, countedAt) = (default(Sku), (LocationId?)null, 0, (DateTimeOffset?)null);
        var fault = Given.CheckCommandId(body.CommandId, "entry")
            ?? Given.CheckLine(body.CommandId, "commandId")
            ?? Given.Sku(body.Sku, "sku", out sku)
            ?? ReadLocation(body.Location, out location)
            ?? (string.IsNullOrWhiteSpace(body.Person) ? new Problem("missing-person", "person is missing.", "Who counted.") : null)
            ?? Given.CheckLine(body.Person, "person", CountEntry.NameLengthMax)
            ?? Given.CheckLine(body.Zone, "zone", CountEntry.NameLengthMax)
            ?? Given.CheckLine(body.Reason, "reason")
            ?? Given.Units(body.Units, 0, CountEntry.UnitsMax, "units", out units)
            ?? ReadTime(body.CountedAt, out countedAt)
            ?? (body.UnitCost is < 0 or > CountEntry.UnitCostMax
                ? new Problem("invalid-cost", "unitCost is out of range.", $"From 0 to {CountEntry.UnitCostMax}.")
                : null);
        entry = fault is null
            ? new CountEntry(
                body.CommandId!, sku, location, body.Person!.Trim(), body.Zone?.Trim() ?? string.Empty, units, countedAt, body.Reason, body.UnitCost)
            : null;
        return fault;
    }

    /// <returns>Null with the reasons by line, or the first fault.</returns>
    internal Problem? ReadReasons(IReadOnlyList<CountReasonBody> bodies, out Dictionary<(Sku Sku, LocationId Location), string> reasons)
    {
        reasons = [];
        foreach (var body in bodies)
        {
            var location = default(LocationId);
            var fault = Given.Sku(body.Sku, "sku", out var sku)
                ?? Given.Location(catalog, body.Location, "location", out location)
                ?? (string.IsNullOrWhiteSpace(body.Reason) ? new Problem("missing-reason", $"{sku} has no reason.", "A few words, such as \"broken\".") : null)
                ?? Given.CheckLine(body.Reason, "reason");
            if (fault is not null)
            {
                return fault;
            }

            reasons[(sku, location)] = body.Reason!;
        }

        return null;
    }

    private static Problem? ReadSkus(IReadOnlyList<string?>? texts, out List<Sku>? skus)
    {
        skus = null;
        if (texts is null)
        {
            return null;
        }

        if (texts.Count is 0 or > StockCounts.SkusMax)
        {
            return new("invalid-lines", $"skus has {texts.Count} members.", $"1 to {StockCounts.SkusMax} SKUs; left out for all.");
        }

        skus = new List<Sku>(texts.Count);
        for (var i = 0; i < texts.Count; i++)
        {
            if (Given.Sku(texts[i], $"skus[{i}]", out var sku) is { } fault)
            {
                return fault;
            }

            skus.Add(sku);
        }

        return null;
    }

    /// <returns>Null with a configured location, itself null where none was sent; or what is wrong.</returns>
    private Problem? ReadLocation(string? text, out LocationId? location)
    {
        var fault = Given.Location(catalog, text, "location", out var named);
        location = text is null || fault is not null ? null : named;
        return text is null ? null : fault;
    }

    /// <returns>Null with a time, itself null where none was sent; or what is wrong.</returns>
    private static Problem? ReadTime(string? text, out DateTimeOffset? countedAt)
    {
        countedAt = Given.TryReadTime(text, out var time) ? time : null;
        return text is null || countedAt is not null ? null : new("invalid-time", "countedAt is not a time.", "Such as 2026-11-22T09:30:00Z; left out for just now.");
    }

    private static Problem InvalidId() => new("invalid-id", "The id is missing or not of the form.", $"Your own id of it: {CountId.Rule}.");
}
