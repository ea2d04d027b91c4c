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

        LocationId? location = null;
        if (body.Location is not null)
        {
            if (LocationText.Read(catalog, body.Location, "location", out var named) is { } unknown)
            {
                return unknown;
            }

            location = named;
        }

        if (ReadSkus(body.Skus, out var skus) is { } fault)
        {
            return fault;
        }

        if (body.Reason?.Length > StockLimits.TextLengthMax || body.Actor?.Length > StockLimits.TextLengthMax)
        {
            return new("text-too-long", "reason or actor is too long.", $"At most {StockLimits.TextLengthMax} characters.");
        }

        request = new CountRequest(id, location, skus, body.Actor, body.Reason);
        return null;
    }

    /// <returns>Null with an entry within all its ranges, or the first fault.</returns>
    internal Problem? ReadEntry(CountEntryBody body, out CountEntry? entry)
    {
        entry = null;
        if (string.IsNullOrWhiteSpace(body.CommandId) || body.CommandId.Length > StockLimits.CommandIdLengthMax)
        {
            return new("invalid-command-id", "commandId is missing or too long.",
                $"Your own id of this entry, 1 to {StockLimits.CommandIdLengthMax} characters; the same id is recorded once.");
        }

        if (!Sku.TryParse(body.Sku, null, out var sku))
        {
            return InvalidSku();
        }

        LocationId? location = null;
        if (body.Location is not null)
        {
            if (LocationText.Read(catalog, body.Location, "location", out var named) is { } unknown)
            {
                return unknown;
            }

            location = named;
        }

        if (string.IsNullOrWhiteSpace(body.Person))
        {
            return new("missing-person", "person is missing.", "Who counted.");
        }

        if (body.Person.Length > CountEntry.NameLengthMax || body.Zone?.Length > CountEntry.NameLengthMax || body.Reason?.Length > StockLimits.TextLengthMax)
        {
            return new("text-too-long", "person, zone or reason is too long.",
                $"At most {CountEntry.NameLengthMax} characters of a person or zone, {StockLimits.TextLengthMax} of a reason.");
        }

        if (!MovementReader.TryReadUnits(body.Units, 0, out var units) || units > CountEntry.UnitsMax)
        {
            return new("invalid-units", "units is missing, not a whole number, or out of range.", $"A whole number from 0 to {CountEntry.UnitsMax}.");
        }

        if (body.UnitCost is < 0 or > CountEntry.UnitCostMax)
        {
            return new("invalid-cost", "unitCost is out of range.", $"From 0 to {CountEntry.UnitCostMax}.");
        }

        entry = new CountEntry(
            body.CommandId, sku, location, body.Person, body.Zone ?? string.Empty, units, body.CountedAt?.ToUniversalTime(), body.Reason, body.UnitCost);
        return null;
    }

    /// <returns>Null with the reasons by line, or the first fault.</returns>
    internal Problem? ReadReasons(IReadOnlyList<CountReasonBody> bodies, out Dictionary<(Sku Sku, LocationId Location), string> reasons)
    {
        reasons = [];
        foreach (var body in bodies)
        {
            if (!Sku.TryParse(body.Sku, null, out var sku))
            {
                return InvalidSku();
            }

            if (LocationText.Read(catalog, body.Location, "location", out var location) is { } unknown)
            {
                return unknown;
            }

            if (string.IsNullOrWhiteSpace(body.Reason))
            {
                return new("missing-reason", $"{sku} has no reason.", "A few words, such as \"broken\".");
            }

            if (body.Reason.Length > StockLimits.TextLengthMax)
            {
                return new("text-too-long", "A reason is too long.", $"At most {StockLimits.TextLengthMax} characters.");
            }

            reasons[(sku, location)] = body.Reason;
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
        foreach (var text in texts)
        {
            if (!Sku.TryParse(text, null, out var sku))
            {
                return InvalidSku();
            }

            skus.Add(sku);
        }

        return null;
    }

    private static Problem InvalidSku() =>
        new("invalid-sku", "A SKU is missing or none.", $"1 to {Sku.LengthMax} printable characters, such as 85123A.");

    private static Problem InvalidId() => new("invalid-id", "The id is missing or not of the form.", $"Your own id of it: {CountId.Rule}.");
}
