using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using StockFlow.Channels;
using StockFlow.Stock;
using StockFlow.Transfers;

namespace StockFlow.Functions.Merchant.Transfers;

/// <summary>Turns what people send about transfers into what can be asked, or says what is wrong with it.</summary>
public sealed class TransferReader(ChannelCatalog catalog)
{
    internal static bool TryReadId(string text, out TransferId id, [NotNullWhen(false)] out IResult? fault)
    {
        fault = TransferId.TryParse(text, null, out id) ? null : InvalidId().ToBadRequest();
        return fault is null;
    }

    /// <returns>Null with a plan within all its ranges, or the first fault.</returns>
    internal Problem? ReadPlan(TransferBody body, out TransferPlan? plan)
    {
        plan = null;
        var units = new Dictionary<Sku, int>();
        if (!TransferId.TryParse(body.Id, null, out var id))
        {
            return InvalidId();
        }

        var (source, destination) = (default(LocationId), default(LocationId));
        var fault = Given.Location(catalog, body.From, "from", out source)
            ?? Given.Location(catalog, body.To, "to", out destination)
            ?? Given.CheckTexts(body.Reason, body.Actor);
        if (fault is null && source == destination)
        {
            fault = new("same-location", "from and to are the same location.", "Two locations.");
        }

        fault ??= ReadLines(body.Lines, line => line.Sku, (line, at) => Units(line.Units, 1, at + "units"), out units);
        if (fault is null)
        {
            plan = new TransferPlan(id, source, destination, [.. units.Select(line => (line.Key, line.Value))], body.Actor, body.Reason);
        }

        return fault;
    }

    /// <returns>Null with units of 0 or more, themselves null for all; or the first fault.</returns>
    internal Problem? ReadUnits(TransferStepBody body, out Dictionary<Sku, int>? units)
    {
        units = null;
        if (Given.CheckTexts(null, body.Actor) is { } fault)
        {
            return fault;
        }

        return body.Lines is null ? null : ReadLines(body.Lines, line => line.Sku, (line, at) => Units(line.Units, 0, at + "units"), out units);
    }

    /// <returns>Null with totals of 0 or more, themselves null for all; or the first fault.</returns>
    internal Problem? ReadArrivals(TransferArrivalBody body, out Dictionary<Sku, TransferArrival>? arrivals)
    {
        arrivals = null;
        if (Given.CheckTexts(null, body.Actor) is { } fault)
        {
            return fault;
        }

        if (body.Lines is null)
        {
            return null;
        }

        var problem = ReadLines(body.Lines, line => line.Sku, ReadArrival, out var units);
        arrivals = units.ToDictionary(line => line.Key, line => new TransferArrival(line.Key, line.Value.Received, line.Value.Lost));
        return problem;
    }

    private static (Problem? Fault, (int Received, int Lost) Units) ReadArrival(TransferArrivalBody.Line line, string at)
    {
        var (fault, received) = line.ReceivedUnits is null && line.LostUnits is not null ? (null, 0) : Units(line.ReceivedUnits, 0, at + "receivedUnits");
        var (lostFault, lost) = line.LostUnits is null ? (null, 0) : Units(line.LostUnits, 0, at + "lostUnits");
        return (fault ?? lostFault, (received, lost));
    }

    private static Problem? ReadLines<TLine, TUnits>(
        IReadOnlyList<TLine?>? lines, Func<TLine, string?> sku, Func<TLine, string, (Problem? Fault, TUnits Units)> readUnits, out Dictionary<Sku, TUnits> units)
        where TLine : class
    {
        units = [];
        if (lines is null || lines.Count is 0 or > StockTransfers.LinesMax)
        {
            return new("invalid-lines", $"lines is missing, or has {lines?.Count ?? 0} members.", $"1 to {StockTransfers.LinesMax} lines.");
        }

        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            if (Given.Sku(line is null ? null : sku(line), $"lines[{i}].sku", out var item) is { } wrong)
            {
                return wrong;
            }

            var (fault, read) = readUnits(line!, $"lines[{i}].");
            if (fault is not null)
            {
                return fault;
            }

            if (!units.TryAdd(item, read))
            {
                return new("repeated-sku", $"lines[{i}] names {item} once more.", "Each SKU once, with all its units.");
            }
        }

        return null;
    }

    private static (Problem? Fault, int Units) Units(JsonElement? element, int min, string member) =>
        (Given.Units(element, min, StockLimits.UnitsMax, member, out var units), units);

    private static Problem InvalidId() => new("invalid-id", "The id is missing or not of the form.", $"Your own id of it: {TransferId.Rule}.");
}
