using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StockFlow.Channels;
using StockFlow.Orders;
using StockFlow.Stock;
using StockFlow.Storage;

namespace StockFlow.Functions.Merchant;

/// <summary>Takes a merchant's decision about an open shortfall. The order's next revision heeds it.</summary>
public sealed class PostShortfallDecision(
    ShortfallStore shortfalls, OrderStore orders, OrderShortfalls decisions, ChannelCatalog catalog, TimeProvider timeProvider)
{
    private static readonly Dictionary<string, ShortfallDecisionKind> Kinds = new(StringComparer.Ordinal)
    {
        ["cancel"] = ShortfallDecisionKind.Cancel,
        ["backorder"] = ShortfallDecisionKind.Backorder,
        ["location"] = ShortfallDecisionKind.Location,
    };

    [Function(nameof(PostShortfallDecision))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "shortfalls/{channel}/{orderId}/{sku}")] HttpRequest request,
        string channel,
        string orderId,
        string sku,
        CancellationToken cancellationToken)
    {
        if (!Addressed.TryFindChannel(catalog, channel, out var found, out var fault) || !Addressed.TryReadSku(sku, out var item, out fault))
        {
            return fault;
        }

        (var body, fault) = await ApiJson.ReadAsync<ShortfallDecisionBody>(request, ShortfallDecisionBody.Example, cancellationToken);
        if (body is null)
        {
            return fault!;
        }

        if (FindFault(found, body, out var kind, out var location, out var expectedAt) is { } wrong)
        {
            return wrong;
        }

        var id = Addressed.OrderOf(found, orderId);
        var order = await orders.ReadAsync(id, cancellationToken);
        if (order is null)
        {
            return Addressed.UnknownOrder(found);
        }

        var shortfall = await shortfalls.ReadAsync(id, item, cancellationToken);
        if (shortfall is null or { ShortUnits: 0 })
        {
            return Problem.NotFound("no-shortfall", $"{id} is not short of {item}, or not any more.", "An order and a SKU from GET shortfalls.");
        }

        if (!order.IsDone || order.Revision != shortfall.Revision)
        {
            return Problem.Conflict("order-in-work", $"{id} is being worked on, and what it is short of may change.", "The same again, in a few seconds.");
        }

        var now = timeProvider.GetUtcNow();
        await decisions.DecideAsync(order, shortfall, kind, location, expectedAt, now, cancellationToken);
        return Results.Json(ShortfallView.Of(shortfall, now), ApiJson.Options, statusCode: StatusCodes.Status202Accepted);
    }

    private IResult? FindFault(
        Channel channel, ShortfallDecisionBody body, out ShortfallDecisionKind kind, out LocationId? location, out DateTimeOffset? expectedAt)
    {
        (location, expectedAt) = (null, null);
        if (!Kinds.TryGetValue(body.Decision ?? string.Empty, out kind))
        {
            return Problem.BadRequest("invalid-decision", "decision is missing or not known.", $"One of: {string.Join(", ", Kinds.Keys)}.");
        }

        if ((body.ExpectedAt is not null && kind != ShortfallDecisionKind.Backorder) || (body.Location is not null && kind != ShortfallDecisionKind.Location))
        {
            return Problem.BadRequest("invalid-decision", $"{body.Decision} takes no such member.", "expectedAt goes with backorder, location with location.");
        }

        if (body.ExpectedAt is not null)
        {
            if (!Given.TryReadTime(body.ExpectedAt, out var time))
            {
                return Problem.BadRequest("invalid-decision", "expectedAt is not a time.", "Such as 2026-12-01T00:00:00Z; left out where nobody knows.");
            }

            expectedAt = time;
        }

        if (expectedAt <= timeProvider.GetUtcNow())
        {
            return Problem.BadRequest("invalid-decision", "expectedAt has passed.", "A time to come; left out where nobody knows.");
        }

        if (kind == ShortfallDecisionKind.Location)
        {
            if (Given.Location(catalog, body.Location, "location", out var id) is { } unknown)
            {
                return unknown.ToBadRequest();
            }

            if (channel.Settings.Locations.Contains(id))
            {
                return Problem.BadRequest("invalid-decision", $"{channel.Id} sells from {id} anyway; the units are not there.", "A location that it does not sell from.");
            }

            location = id;
        }

        return null;
    }
}
