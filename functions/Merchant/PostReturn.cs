using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StockFlow.Channels;
using StockFlow.Orders;
using StockFlow.Stock;
using StockFlow.Storage;

namespace StockFlow.Functions.Merchant;

/// <summary>Takes back units that were shipped for an order: for sale again, or written off.</summary>
public sealed class PostReturn(OrderReturns returns, ChannelCatalog catalog)
{
    [Function(nameof(PostReturn))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "orders/{channel}/{orderId}/returns")] HttpRequest request,
        string channel,
        string orderId,
        CancellationToken cancellationToken)
    {
        if (!Addressed.TryFindChannel(catalog, channel, out var found, out var fault))
        {
            return fault;
        }

        (var body, fault) = await ApiJson.ReadAsync<ReturnBody>(request, ReturnBody.Example, cancellationToken);
        if (body is null)
        {
            return fault!;
        }

        if (!TryRead(body, Addressed.OrderOf(found, orderId), out var command, out fault))
        {
            return fault;
        }

        try
        {
            return Answer(command, await returns.TakeAsync(command, cancellationToken));
        }
        catch (StockContentionException)
        {
            return Problem.Answer(StatusCodes.Status503ServiceUnavailable, "try-again",
                $"Too many changes of {command.Sku} at once; this one was not made.", "The same return again, in a few seconds.");
        }
    }

    private static IResult Answer(ReturnUnits command, ReturnOutcome outcome) => outcome switch
    {
        ReturnOutcome.Done done => ApiJson.Ok(
            new ReturnAnswer(command.Sku, command.CommandId, LevelView.Of(done.Level), done.OnHandDelta, done.Position)),
        ReturnOutcome.ContentDiffers => Problem.Conflict("command-content-differs",
            $"commandId {command.CommandId} was used before with other content.", "A new id for a new command."),
        ReturnOutcome.UnknownSku => Addressed.UnknownSku(command.Sku),
        ReturnOutcome.UnknownReservation => Problem.NotFound("not-ordered",
            $"{command.Order} never asked for {command.Sku}.", "An order and a SKU of it; of a bundle, the component that came back."),
        ReturnOutcome.MoreThanShipped more => Problem.Conflict("more-than-shipped",
            $"{more.ShippedUnits} units were shipped and {more.ReturnedUnits} of them have come back; {command.ReturnedUnits} more can't.",
            $"At most {more.ShippedUnits - more.ReturnedUnits} units, once the channel has told that they were shipped."),
        ReturnOutcome.BeyondLimit => Problem.Conflict("beyond-limit",
            $"A level of {command.Sku} would go beyond its limit.", $"Levels of at most {StockLimits.UnitsMax} units."),
        _ => throw new UnreachableException(outcome.GetType().Name),
    };

    private bool TryRead(
        ReturnBody body, OrderId order, [NotNullWhen(true)] out ReturnUnits? command, [NotNullWhen(false)] out IResult? fault)
    {
        command = null;
        if (string.IsNullOrWhiteSpace(body.CommandId) || body.CommandId.Length > StockLimits.CommandIdLengthMax)
        {
            fault = Problem.BadRequest("invalid-command-id", "commandId is missing or too long.",
                $"Your own id of this return, 1 to {StockLimits.CommandIdLengthMax} characters; the same id is done once.");
        }
        else if (body.Reason?.Length > StockLimits.TextLengthMax || body.Actor?.Length > StockLimits.TextLengthMax)
        {
            fault = Problem.BadRequest("text-too-long", "reason or actor is too long.", $"At most {StockLimits.TextLengthMax} characters.");
        }
        else if (!Sku.TryParse(body.Sku, null, out var sku))
        {
            fault = Problem.BadRequest("invalid-sku", "sku is missing or not a SKU.", $"1 to {Sku.LengthMax} printable characters, such as 85123A.");
        }
        else if (!LocationId.TryParse(body.Location, null, out var location) || !catalog.HasLocation(location))
        {
            fault = Problem.BadRequest("unknown-location", "location is missing or not configured.",
                $"One of: {string.Join(", ", catalog.Locations.Select(known => known.Id))}.");
        }
        else if (body.Kind is not ("restock" or "writeOff"))
        {
            fault = Problem.BadRequest("invalid-kind", "kind is missing or not known.", "restock or writeOff.");
        }
        else if (body.Units is not { ValueKind: JsonValueKind.Number } number || !number.TryGetInt32(out var units) || units < 1 || units > StockLimits.OrderUnitsMax)
        {
            fault = Problem.BadRequest("invalid-units", "units is missing, not a whole number, or out of range.",
                $"A whole number from 1 to {StockLimits.OrderUnitsMax}.");
        }
        else
        {
            command = new ReturnUnits(body.CommandId, sku, order, location, units, body.Kind == "writeOff", body.Actor, body.Reason);
            fault = null;
            return true;
        }

        return false;
    }
}
