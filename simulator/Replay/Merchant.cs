using System.Text.Json;
using StockFlow.Channels;
using StockFlow.Simulator.Marketplaces;
using StockFlow.Simulator.Retail;
using StockFlow.Stock;

namespace StockFlow.Simulator.Replay;

/// <summary>The people of the company: they receive, ship, take back and adjust, through the shops and StockFlow's API alone.</summary>
public sealed class Merchant(SimulatedWorld world, Tally tally)
{
    /// <summary>How often an order is looked at before what is still open stays open.</summary>
    public const int ShipAttemptsMax = 2;

    /// <summary>The pause between two looks.</summary>
    public static readonly TimeSpan ShipAgainAfter = TimeSpan.FromDays(1);

    private static readonly HashSet<string> Unended = new(StringComparer.OrdinalIgnoreCase) { string.Empty, "Pending", "Running", "ContinuedAsNew" };

    private readonly MerchantApi _api = world.Merchant;

    /// <summary>Reads a channel's listings into StockFlow, and waits for the end.</summary>
    /// <exception cref="InvalidOperationException">It did not end, or failed.</exception>
    public async Task ImportAsync(ChannelId channel, TimeSpan most, CancellationToken cancellationToken)
    {
        var statusUrl = await _api.StartImportAsync(channel, cancellationToken);
        var status = string.Empty;
        var ended = await world.PassUntilAsync(
            async () =>
            {
                using var answer = await _api.GetAsync(statusUrl, cancellationToken);
                status = answer?.RootElement.GetProperty("state").GetString() ?? string.Empty;
                return !Unended.Contains(status);
            },
            most,
            cancellationToken);
        if (!ended || !string.Equals(status, "Completed", StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidOperationException($"The import of {channel}'s listings did not complete: {(status.Length == 0 ? "unknown" : status)}.");
        }
    }

    /// <summary>Receives a delivery.</summary>
    public async Task ReceiveAsync(
        string delivery,
        IEnumerable<(Sku Sku, IEnumerable<(LocationId Location, int Units)> Parts)> units,
        CancellationToken cancellationToken)
    {
        await MoveAsync(
            [.. units.SelectMany(item => item.Parts.Select(part =>
                Movement.Receive($"{delivery}/{part.Location}", item.Sku, part.Location, part.Units, delivery)))],
            cancellationToken);
    }

    /// <summary>Sends off what is ready.</summary>
    /// <returns>False when something is still to be sent.</returns>
    public async Task<bool> ShipAsync(SimulatedShop shop, long orderId, CancellationToken cancellationToken)
    {
        var order = shop.Books.Order(orderId)!;
        if (order.CancelledAt is not null || order.Lines.All(line => line.OpenUnits == 0))
        {
            return true;
        }

        if (await _api.OrderAsync(shop.Id, orderId, cancellationToken) is not { IsInWork: false } reading)
        {
            return false;
        }

        if (reading.IsRejected)
        {
            shop.Books.Cancel(orderId);
            tally.OrdersRejected++;
            return true;
        }

        var ready = order.Lines
            .Select(line => new LineUnits(line.Id, Math.Min(line.OpenUnits, reading.Lines.GetValueOrDefault(line.Id)?.ReadyUnits ?? 0)))
            .Where(line => line.Units > 0)
            .ToList();
        var isWhole = ready.Sum(line => line.Units) == order.Lines.Sum(line => line.OpenUnits);

        // WooCommerce knows no part shipments: the order waits until it is complete.
        if (isWhole || shop.Plan.Kind != ShopKind.WooCommerce)
        {
            shop.Books.Ship(orderId, ready);
        }

        return isWhole;
    }

    /// <summary>The customer calls units off or brings them back.</summary>
    public async Task RefundAsync(
        SimulatedShop shop,
        long orderId,
        IReadOnlyList<LineUnits> units,
        string commandId,
        CancellationToken cancellationToken)
    {
        var before = shop.Books.Order(orderId)!;
        if (before.CancelledAt is not null)
        {
            return;
        }

        var asked = units.Sum(line => line.Units);
        tally.UnitsCancelled += asked;
        if (before.Shipments.Count == 0 && before.Refunds.Count == 0 && asked == before.Lines.Sum(line => line.Units))
        {
            shop.Books.Cancel(orderId);
            tally.OrdersCancelled++;
            return;
        }

        var after = shop.Books.Refund(orderId, units);
        tally.OrdersRefunded++;
        if (shop.Plan.Kind == ShopKind.WooCommerce && after.Refunds.Count > before.Refunds.Count)
        {
            // WooCommerce does not say whether goods came back; so they are booked in by hand.
            var back = after.Refunds[^1].Returned
                .GroupBy(line => Sku.Parse(after.Lines.First(other => other.Id == line.LineId).Code))
                .Select(group => Movement.Receive(commandId, group.Key, Company.Warehouse, group.Sum(line => line.Units), "customer return"));
            await MoveAsync([.. back], cancellationToken);
        }
    }

    /// <summary>Goods of earlier months come back.</summary>
    public Task TakeBackAsync(RetailEvent.Cancellation cancellation, CancellationToken cancellationToken)
    {
        tally.UnitsReturned += cancellation.Returned.Sum(returned => (long)returned.Units);
        return MoveAsync(
            [.. cancellation.Returned
                .GroupBy(returned => returned.Sku)
                .Select(group => Movement.Receive(
                    $"{cancellation.Invoice}/return", group.Key, Company.Warehouse, group.Sum(returned => returned.Units), "return of an earlier sale"))],
            cancellationToken);
    }

    /// <summary>Stock is found, or is lost as far as there is any.</summary>
    public async Task AdjustAsync(RetailEvent.Adjustment adjustment, CancellationToken cancellationToken)
    {
        var reason = adjustment.Note.Length > 0 ? adjustment.Note : adjustment.Delta > 0 ? "found" : "lost or damaged";
        var movement = Movement.Adjust(adjustment.Invoice, adjustment.Sku, Company.Warehouse, adjustment.Delta, reason);
        var refused = await TryMoveAsync([movement], cancellationToken);
        if (refused.Count == 0)
        {
            Count(adjustment.Delta);
            return;
        }

        if (refused[0].Error != "below-zero")
        {
            throw Unexpected(refused[0]);
        }

        var levels = await _api.GetAsync($"stock/{Uri.EscapeDataString(adjustment.Sku.Value)}", cancellationToken);
        using (levels)
        {
            var onHand = levels!.RootElement.GetProperty("locations").EnumerateArray().Select(JournalReading.Level)
                .First(level => level.Location == Company.Warehouse).OnHandUnits;
            await MoveAsync([movement with { CommandId = $"{adjustment.Invoice}/rest", Delta = -onHand }], cancellationToken);
            Count(-onHand);
            tally.AdjustmentsCutShort++;
        }
    }

    /// <summary>Looks through failed work and has it done again, as people do in the morning.</summary>
    public async Task RetryFailuresAsync(CancellationToken cancellationToken) =>
        tally.FailuresRetried += await _api.RetryFailuresAsync(cancellationToken);

    private void Count(int delta)
    {
        tally.Adjustments++;
        var (found, lost) = tally.UnitsAdjusted;
        tally.UnitsAdjusted = (found + Math.Max(0, delta), lost + Math.Max(0, -delta));
    }

    private async Task MoveAsync(IReadOnlyList<Movement> movements, CancellationToken cancellationToken)
    {
        if (await TryMoveAsync(movements, cancellationToken) is [var first, ..])
        {
            throw Unexpected(first);
        }
    }

    private async Task<IReadOnlyList<(Movement Movement, string Error, string What)>> TryMoveAsync(
        IReadOnlyList<Movement> movements,
        CancellationToken cancellationToken)
    {
        var refused = await _api.MoveAsync(movements, cancellationToken);
        foreach (var movement in movements.Except(refused.Select(refusal => refusal.Movement)))
        {
            tally.Exists(movement.Sku, movement.ExistingDelta);
        }

        return refused;
    }

    private static InvalidOperationException Unexpected((Movement Movement, string Error, string What) refusal) =>
        new($"StockFlow refused {refusal.Movement.Kind} {refusal.Movement.CommandId} of {refusal.Movement.Sku}: {refusal.Error}: {refusal.What}");
}
