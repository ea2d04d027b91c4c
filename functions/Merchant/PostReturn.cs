using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
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
        ReturnOutcome.UnknownSku => Addressed.UnknownSku(command.Sku).ToNotFound(),
        ReturnOutcome.UnknownReservation => Problem.NotFound("not-ordered",
            $"{command.Order} never asked for {command.Sku}.", "An order and a SKU of it; of a bundle, the component that came back."),
        ReturnOutcome.MoreThanShipped more => Problem.Conflict("more-than-shipped",
            $"{more.ShippedUnits} units left on hand for it and {more.ReturnedUnits} of them have come back; {command.ReturnedUnits} more can't.",
            $"At most {more.ShippedUnits - more.ReturnedUnits} units; more once the channel has told that they were shipped. What was not on hand when it was shipped is an adjustment."),
        ReturnOutcome.BeyondLimit => Problem.Conflict("beyond-limit",
            $"A level of {command.Sku} would go beyond its limit.", $"Levels of at most {StockLimits.UnitsMax} units."),
        _ => throw new UnreachableException(outcome.GetType().Name),
    };

    private bool TryRead(
        ReturnBody body, OrderId order, [NotNullWhen(true)] out ReturnUnits? command, [NotNullWhen(false)] out IResult? fault)
    {
        var (sku, location, units) = (default(Sku), default(LocationId), 0);
        var problem = Given.CheckCommandId(body.CommandId, "return")
            ?? Given.CheckTexts(body.Reason, body.Actor)
            ?? Given.Sku(body.Sku, "sku", out sku)
            ?? Given.Location(catalog, body.Location, "location", out location)
            ?? (body.Kind is "restock" or "writeOff" ? null : new Problem("invalid-kind", "kind is missing or not known.", "restock or writeOff."))
            ?? Given.Units(body.Units, 1, StockLimits.OrderUnitsMax, "units", out units);
        fault = problem?.ToBadRequest();
        command = problem is null
            ? new ReturnUnits(body.CommandId!, sku, order, location, units, body.Kind == "writeOff", body.Actor, body.Reason)
            : null;
        return problem is null;
    }
}
